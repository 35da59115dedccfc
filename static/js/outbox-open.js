// A row that waits to be saved can be opened: with the very form that was left, or, after a reload, with one that the
// server gives and the words that wait.
import { baseOf, fill } from "./drafts.js";
import { focusIn } from "./opening.js";
import { entries } from "./outbox.js";
import { formIn, forms } from "./outbox-rest.js";
import { isNew, placeOf } from "./outbox-rows.js";
import { sayUnopened } from "./unopened.js";

// What is typed then is typed upon what waits.
document.addEventListener("click", open, true);
document.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches?.("[data-held]") && open(event), true);

function open(event) {
  const row = event.target.closest?.("[data-held]");
  const place = row && forms.get(row.dataset.held);
  if (!row || event.target.closest("a, button:not(a[data-edit])")) return;
  if (!place && row.id.startsWith("local-")) return fetchForm(row);
  if (!place || place.isConnected) return;
  event.preventDefault();
  event.stopPropagation();
  const form = formIn(place);
  const entry = entries().find(({ key }) => key === row.dataset.held);
  if (entry && isNew(entry)) belongTo(place, form, `local-${entry.key}`, row.id);
  goOn(form, entry);
  row.replaceWith(place);
  focusIn(place);
}

// The form of a row that is on its way is the form of that row, whatever its number will be.
export function belongTo(place, form, row, id = `row-${row}`) {
  const address = `${document.querySelector("[data-spec]").dataset.spec}row/${row}/edit`;
  place.id = id;
  form.dataset.close = address.replace(/edit$/, "");
  form.setAttribute("action", address);
  form.setAttribute("hx-post", address);
  form.setAttribute("hx-target", `#${id}`);
  removable(form, address.replace(/edit$/, "delete"), id);
}

// A row on its way can be deleted as one that is there: sent behind it, that is one change, which can be undone.
function removable(form, address, id) {
  const old = form.querySelector("[data-remove]");
  const button = document.getElementById("remove-button").content.firstElementChild.cloneNode(true);
  button.setAttribute("formaction", address);
  button.setAttribute("hx-post", address);
  button.setAttribute("hx-target", `#${id}`);
  if (old) old.replaceWith(button);
  else form.querySelector(".foot .end")?.append(button);
  htmx.process(button);
}

// The form goes on from what was sent; saved again, it is a change of its own behind the first.
export function goOn(form, entry) {
  for (const name of ["saving", "left", "key"]) delete form.dataset[name];
  form.querySelector(".fail")?.remove();
  if (!entry || !form.elements.base) return;
  form.elements.base.value = baseOf(entry.fields);
  for (const field of form.elements) if ("defaultValue" in field && field.type !== "hidden") field.defaultValue = field.value;
}

// The form of a new row, where the one that was left went with the page.
async function fetchForm(row) {
  const last = entries().findLast((entry) => entry.place === row.id || `local-${entry.key}` === row.id);
  const first = entries().find(({ key }) => `local-${key}` === row.id);
  if (!first || !isNew(first)) return;
  const asked = new URLSearchParams({ place: row.id, ...placeOf(first) });
  await htmx.ajax("GET", `${first.url}?${asked}`, { source: "#document", target: row, swap: "outerHTML" }).catch(() => sayUnopened(row));
  const place = document.getElementById(row.id);
  if (!place?.matches("[data-open]")) return;
  fill(formIn(place), last.fields, last.fields);
  belongTo(place, formIn(place), row.id, row.id);
  goOn(formIn(place), last);
  focusIn(place);
}

// Its row came while the form was open.
document.addEventListener("specroom:unasked", ({ detail: { entry, row } }) => {
  const place = document.getElementById(`local-${entry.key}`);
  if (!place?.matches("[data-open]")) return;
  document.getElementById(`row-${row}`)?.remove();
  belongTo(place, formIn(place), row);
});
