// Enter in a row of one line adds the next at once, whatever the line is like: the form is made here, from the one that
// was left, and its row follows one that may have no number yet.
import { entries } from "./outbox.js";
import { focusIn } from "./opening.js";
import { park } from "./outbox-rest.js";

// What a form of a row that is there has and one of a row to come has not: it must neither move nor delete the other.
const GONE = '.fail, .find, .error, .carets, a.plusact, [name="act"], [name="direction"], [formaction], [data-remove], [data-do], details:has([name=to]), [data-lines] > * + *';

document.addEventListener("specroom:held", ({ detail: { entry, form } }) => {
  if (!form || !entry.fields.some(([name]) => name === "next")) return;
  form.dataset.left = "1";
  queueMicrotask(() => goOn(entry, form.closest("[data-open]"))); // it is in the outbox by then
});

function goOn(entry, place) {
  if (!entries().some(({ key }) => key === entry.key)) return;
  const next = formBehind(entry, place);
  park(entry);
  const row = document.querySelector(`[data-held="${entry.key}"]`);
  if (!row) return;
  row.after(next);
  htmx.process(next);
  focusIn(next);
}

// The answer brings a form for the next row too: of that one only the number is wanted.
document.addEventListener("specroom:unasked", ({ detail: { entry, row } }) => {
  const theirs = entry.fields.some(([name]) => name === "next") && document.getElementById(`after-${row}`);
  if (!theirs) return;
  takeNumber(document.getElementById(`after-local-${entry.key}`), theirs);
  theirs.remove();
});

export function takeNumber(mine, theirs) {
  const [field, offered] = [mine, theirs].map((form) => form?.querySelector("[name=uid]"));
  if (!field || !offered || field.value) return;
  field.value = field.defaultValue = offered.value;
  field.form.append(hiddenField("offered", offered.value));
}

// The form of the row that was saved, emptied.
function formBehind(entry, place) {
  const next = place.cloneNode(true);
  const form = next.querySelector("form");
  const base = document.querySelector("[data-spec]").dataset.spec;
  const id = `after-local-${entry.key}`;
  next.id = id;
  for (const name of ["key", "saving", "left", "typed", "keep", "how"]) delete form.dataset[name];
  form.dataset.close = "";
  for (const [name, value] of [["action", `${base}add`], ["hx-post", `${base}add`], ["hx-target", `#${id}`]]) form.setAttribute(name, value);
  for (const gone of next.querySelectorAll(GONE)) gone.remove();
  for (const hidden of next.querySelectorAll("input[type=hidden]")) if (hidden.name !== "csrfmiddlewaretoken") hidden.remove();
  const known = { kind: form.dataset.kind, after: `local-${entry.key}`, place: id, stamp: "0", base: "{}" };
  for (const [name, value] of Object.entries(known)) form.append(hiddenField(name, value));
  for (const field of next.querySelectorAll("textarea, input:not([type=hidden]), select")) empty(field);
  for (const field of next.querySelectorAll("[data-shared]")) delete field.dataset.shared;
  for (const labelled of next.querySelectorAll("[id], [for]")) {
    if (labelled.id) labelled.id += "-next";
    if (labelled.htmlFor) labelled.htmlFor += "-next";
  }
  const margin = next.querySelector(".row-uid");
  if (margin && !margin.querySelector("input")) margin.textContent = "";
  return next;
}

function hiddenField(name, value) {
  return Object.assign(document.createElement("input"), { type: "hidden", name, value });
}

function empty(field) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = field.defaultChecked = false;
  else if (field.matches("select")) field.selectedIndex = 0;
  else field.value = field.defaultValue = "";
}
