// While a form is on its way a field that nobody sees has the focus, so that what is written without keys has a place:
// by an input method, by dictation, or pasted.
let field = null;
let from = null; // what had the focus
let done = null; // what waits for the end of a composition
let composing = false;

const FIELD = "input, textarea, select, [contenteditable]";

// `take` is given each letter, and what is pasted as a DataTransfer. A field that has the focus already keeps it.
export function listen(label, take) {
  const active = document.activeElement;
  if (field?.isConnected || active?.matches(FIELD)) return;
  from = active;
  field = Object.assign(document.createElement("textarea"), { className: "early", tabIndex: -1, autocomplete: "off" });
  field.setAttribute("aria-label", label);
  field.addEventListener("compositionstart", () => (composing = true));
  field.addEventListener("compositionend", () => ended(take));
  field.addEventListener("input", (event) => event.isComposing || flush(take));
  field.addEventListener("paste", (event) => paste(event, take));
  document.body.append(field);
  field.focus({ preventScroll: true });
}

function flush(take) {
  const { value } = field ?? { value: "" };
  if (field) field.value = "";
  take(...value.split(""));
}

function ended(take) {
  composing = false;
  flush(take);
  const next = done;
  done = null;
  if (next) setTimeout(next, 0);
}

function paste(event, take) {
  event.preventDefault();
  event.stopPropagation();
  const carried = new DataTransfer();
  for (const type of ["text/plain", "text/html"]) carried.setData(type, event.clipboardData.getData(type));
  for (const file of event.clipboardData.files) carried.items.add(file);
  take(carried);
}

// Whether somebody is composing a word: then `next` is done when it is there.
export function waitsFor(next) {
  if (composing) done = next;
  return composing;
}

// Where no form comes the focus goes back.
export function end(back = false) {
  const had = field && document.activeElement === field;
  field?.remove();
  field = done = null;
  composing = false;
  if (back && had && from?.isConnected) from.focus({ preventScroll: true });
}
