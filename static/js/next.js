// Enter in a row of one line adds the next, also where the server is slow or does not answer: then the form is made
// here, from the one that was left, and its row follows one that has no number yet.
import { entries, now } from "./outbox.js";
import { focusIn } from "./opening.js";
import { park } from "./outbox-rest.js";

const SLOW = 1000;
const made = new Set();
let pending = null;

document.addEventListener("specroom:held", ({ detail: { entry, form } }) => {
  if (!form || !entry.fields.some(([name]) => name === "next")) return;
  pending = { entry, place: form.closest("[data-open]") };
  form.dataset.left = "1";
  setTimeout(() => pending?.entry === entry && goOn(), SLOW);
});

document.addEventListener("specroom:outbox", ({ detail }) => {
  if (pending && detail.settled === pending.entry.key) pending = null;
  else if (pending && now()) goOn();
});

function goOn() {
  const { entry, place } = pending;
  pending = null;
  if (!entries().some(({ key }) => key === entry.key)) return;
  const next = formBehind(entry, place);
  park(entry);
  const row = document.querySelector(`[data-held="${entry.key}"]`);
  if (!row) return;
  made.add(entry.key);
  row.after(next);
  htmx.process(next);
  focusIn(next);
}

// The answer brings a form for the next row too: it is not wanted where one was made, and left, meanwhile.
document.addEventListener("specroom:unasked", ({ detail: { entry, row } }) => {
  if (made.delete(entry.key)) document.getElementById(`after-${row}`)?.remove();
});

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
  for (const gone of next.querySelectorAll('.fail, .find, .error, a.plusact, [name="act"], [name="direction"], [data-lines] > * + *')) gone.remove();
  for (const hidden of next.querySelectorAll("input[type=hidden]")) if (hidden.name !== "csrfmiddlewaretoken") hidden.remove();
  const known = { kind: form.dataset.kind, after: `local-${entry.key}`, place: id, stamp: "0", base: "{}" };
  for (const [name, value] of Object.entries(known)) form.append(hiddenField(name, value));
  for (const field of next.querySelectorAll("textarea, input:not([type=hidden]), select")) empty(field);
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
