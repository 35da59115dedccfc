// A click or Enter on a row opens its form, in place; the caret stands where one clicked, and what is typed until the
// form is there goes into it.
import { leave } from "./leaving.js";
import { place, positionOf } from "./position.js";

let wanted = null;
let typed = null;
let leaving = false; // Escape was pressed behind the words typed meanwhile: they are saved, not forgotten
let since = null; // what had the focus then: keys pressed elsewhere are not meant for the form

const INERT = "a, button, input, textarea, select, label, summary, details, form, [contenteditable], .rowmenu";

// `at`: how many letters into the text, the words clicked at, or the end; `first`: what was typed to open it.
export function open(row, at = null, first = "") {
  const link = row.querySelector("a[data-edit]");
  if (!link) return false;
  wanted = at;
  expect();
  typed += first;
  htmx.process(row); // a row that has only just come is none of htmx's yet, and its link would leave the page
  link.click();
  return true;
}

// From now on until a form has the focus, keys are kept for it.
export function expect(at = wanted) {
  wanted = at;
  typed ??= "";
  leaving = false;
  since = document.activeElement;
  clearTimeout(expect.timer);
  expect.timer = setTimeout(() => (typed = null), 30_000);
}

document.addEventListener(
  "keydown",
  (event) => {
    if (typed !== null && ![since, document.body].includes(document.activeElement)) typed = null;
    if (typed === null || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") typed ? (leaving = true) : (typed = null);
    else if (leaving) return void event.preventDefault();
    else if (event.key === "Backspace") typed = typed.slice(0, -1);
    else if (event.key.length === 1) typed += event.key;
    else if (event.key !== "Enter") return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, ({ detail }) => detail.requestConfig?.verb === "get" && (typed = null));
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.defaultPrevented || event.target.closest(INERT) || event.button !== 0) return;
  if (event.shiftKey || event.ctrlKey || event.metaKey || document.body.matches(".choosing")) return; // rows are selected
  if (String(getSelection()).length) return; // words are being marked, not a row opened
  open(row, positionOf(event));
});

document.addEventListener("htmx:afterSettle", (event) => {
  const form = event.target.matches?.("[data-open]") ? event.target : opened(event);
  if (form) focusIn(form);
});

// The form that this answer brought: after outerHTML the target itself is gone.
function opened(event) {
  const spot = event.detail.elt;
  if (spot?.isConnected && spot.matches?.("[data-open]")) return spot;
  const id = event.detail.target?.id;
  const fresh = id ? document.getElementById(id) : null;
  if (fresh?.matches("[data-open]")) return fresh;
  return fresh?.querySelector("[data-open][id^=after-]") || null;
}

export function focusIn(form) {
  if (form.contains(document.activeElement)) return;
  const fields = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox]), select")];
  const visible = fields.filter((field) => field.offsetParent);
  const field =
    (wanted && place(form, wanted)) ||
    form.querySelector(".main-field:not(.titled) textarea, .main-field:not(.titled) input") ||
    form.querySelector(".main-field textarea, .main-field input") ||
    visible[0];
  const target = form.querySelector("[aria-invalid=true]") || field || form.querySelector("button");
  target?.focus({ preventScroll: Boolean(wanted) });
  if (target?.setSelectionRange && target.type !== "radio") setCaret(target);
  else typed = null;
  wanted = null;
}

function setCaret(field) {
  const at = wanted ? Math.min(wanted.letters ?? Infinity, field.value.length) : field.value.length;
  field.setSelectionRange(at, at);
  const words = typed;
  typed = null;
  if (!words) return;
  field.setRangeText(words, at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  if (leaving) leave(field.form);
}
