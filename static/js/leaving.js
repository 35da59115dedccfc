// Leaving an open row saves it; Esc leaves and saves too. A row in which nothing was typed closes.
import { swap } from "./swap.js";

const forms = () => document.querySelectorAll("form[data-row-form]");
// What differs from how the form arrived; words that a refused form brought back are not saved either.
export function isDirty(form) {
  return "typed" in form.dataset || [...form.elements].some(changed);
}

function changed(field) {
  if (field.type === "hidden" || field.matches("button, fieldset, output")) return false;
  if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.matches("select")) return !field.name.startsWith("to") && [...field.options].some((o) => o.selected !== o.defaultSelected);
  return field.value !== field.defaultValue;
}

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form[data-row-form]");
  if (!form || swap.under) return;
  const place = form.closest("[data-open]");
  setTimeout(() => {
    if (!form.isConnected || place.contains(document.activeElement) || !document.hasFocus()) return;
    if (form.dataset.pressed) return;
    leave(form);
  }, 0);
});

// A button of the form acts by itself; pressing it is not leaving.
document.addEventListener("pointerdown", (event) => {
  const form = event.target.closest("form[data-row-form]");
  const place = event.target.closest("[data-open]");
  for (const other of forms()) {
    if (other === form || other.closest("[data-open]") === place) other.dataset.pressed = "1";
  }
});
document.addEventListener("pointerup", () => setTimeout(() => forms().forEach((form) => delete form.dataset.pressed), 0));

export function leave(form, then = null) {
  form.dataset.left = "1";
  if (form.dataset.saving) return void form.dispatchEvent(new CustomEvent("specroom:left", { bubbles: true }));
  if (isDirty(form)) save(form, "save");
  else close(form);
  if (then) document.addEventListener("htmx:afterSettle", then, { once: true });
}

export function save(form, how) {
  form.dataset.how = how;
  const button = form.querySelector(`button[name="${how}"]`) ?? form.querySelector('button[name="save"]');
  form.requestSubmit(button);
}

// The keyboard goes back to the row behind which the form stood.
function drop(place) {
  const held = place.contains(document.activeElement);
  let before = place.previousElementSibling;
  while (before && !before.matches("[data-row]")) before = before.previousElementSibling;
  place.remove();
  if (held) before?.focus({ preventScroll: true });
}

function close(form) {
  const place = form.closest("[data-open]");
  const address = form.dataset.close;
  if (place.id.startsWith("local-")) return void place.dispatchEvent(new CustomEvent("specroom:closed", { bubbles: true }));
  if (!address) return drop(place);
  form.dataset.saving = "1";
  const waits = []; // what has to be done before the row is asked for
  form.dispatchEvent(new CustomEvent("specroom:closing", { bubbles: true, detail: { waits } }));
  if (waits.length) Promise.all(waits).then(() => "left" in form.dataset ? askForRow(form, place, address) : delete form.dataset.saving);
  else askForRow(form, place, address);
}

function askForRow(form, place, address) {
  if (!place.isConnected) return;
  const asked = htmx.ajax("GET", address, { source: form, target: `#${CSS.escape(place.id)}`, swap: "outerHTML" });
  asked.catch(() => place.dispatchEvent(new CustomEvent("specroom:closed", { bubbles: true })));
}

// A form sends the button it is saved by, and to its own address, not those of the button that was pressed in it before
// or has the focus; one that only closes sends nothing of what is in it.
document.addEventListener("htmx:configRequest", (event) => {
  const { elt: form, verb, formData } = event.detail;
  if (!form.matches("form[data-row-form]")) return;
  if (verb === "get") {
    event.detail.path = form.dataset.close;
    for (const name of [...formData.keys()]) formData.delete(name);
  }
  if (!form.dataset.how) return;
  event.detail.path = form.getAttribute("hx-post");
  for (const name of ["preview", "direction", "act", "save", "next"]) formData.delete(name);
  formData.set(form.dataset.how, "1");
  delete form.dataset.how;
});

document.addEventListener("focusin", (event) => delete event.target.closest?.("form[data-row-form]")?.dataset.left);

// What waits in the outbox comes with the next visit; but whoever leaves for long would like to know.
addEventListener("beforeunload", (event) => {
  if (!document.getElementById("trouble")?.hidden && document.querySelector("#trouble.bad")) event.preventDefault();
});

// The keyboard stays with the row from which something was saved, unless somebody has gone on meanwhile.
let focused = null;
document.addEventListener("specroom:held", () => {
  focused = document.activeElement?.closest("[data-row], [data-open]")?.id ?? null;
});
document.addEventListener("specroom:saved", ({ detail: { row } }) => {
  if (document.activeElement !== document.body) return; // the answer to what was saved before may come in between
  const ids = focused ? [focused, `row-${row}`] : []; // a new row's form leaves the link behind that adds the next
  const there = ids.map((id) => document.getElementById(id)).find((found) => found?.matches("[data-row]"));
  there?.focus({ preventScroll: true });
  focused = null;
});
