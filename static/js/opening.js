// A click or Enter on a row opens its form, in place; the caret stands where one clicked, and what is typed until the
// form is there goes into it.
import { end, listen, waitsFor } from "./early.js";
import { place, positionOf } from "./position.js";
import { kept, replay } from "./typed.js";

let wanted = null;
let typed = null; // the keys pressed meanwhile
let since = null; // what had the focus then: keys pressed elsewhere are not meant for the form

const INERT = "a, button, input, textarea, select, label, summary, details, form, [contenteditable], .rowmenu";

// `at`: how many letters into the text, the words clicked at, or the end; `first`: what was typed to open it.
export function open(row, at = null, first = "") {
  const link = row.querySelector("a[data-edit]");
  if (!link && row.matches("[data-held]")) {
    wanted = at;
    row.click(); // its form is here
    return true;
  }
  if (!link) return false;
  wanted = at;
  typed ??= [];
  listen(link.getAttribute("aria-label") ?? "", (...words) => typed && !typed.includes("Escape") && typed.push(...words));
  expect();
  typed.push(...first);
  htmx.process(row); // a row that has only just come is none of htmx's yet, and its link would leave the page
  link.click();
  return true;
}

// Links to the forms are none of htmx's until they are pressed: ten thousand of them would hold up the page.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("a[data-edit]:not([hx-get])");
    if (!link || event.ctrlKey || event.metaKey) return;
    link.setAttribute("hx-get", link.getAttribute("href"));
    link.setAttribute("hx-target", `#${link.closest("[data-row]").id}`);
    link.setAttribute("hx-swap", "outerHTML");
    htmx.process(link);
  },
  true,
);

// From now on until a form has the focus, keys are kept for it.
export function expect(at = wanted) {
  wanted = at;
  typed ??= [];
  since = document.activeElement;
  clearTimeout(expect.timer);
  expect.timer = setTimeout(giveUp, 30_000);
}

function giveUp() {
  typed = null;
  end(true);
}

document.addEventListener(
  "keydown",
  (event) => {
    if (typed !== null && ![since, document.body].includes(document.activeElement)) giveUp();
    if (typed === null || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = kept(event);
    if (key === "Escape" && !typed.length) typed = null;
    else if (!key && !typed.includes("Escape")) return;
    else if (key && !(event.repeat && key === "Enter") && !typed.includes("Escape")) typed.push(key);
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(name, ({ detail }) => detail.requestConfig?.verb === "get" && typed && giveUp());
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
  if (form.contains(document.activeElement) || waitsFor(() => form.isConnected && focusIn(form))) return;
  const fields = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox]), select")];
  const visible = fields.filter((field) => field.offsetParent);
  const field =
    (wanted && place(form, wanted)) ||
    form.querySelector(".main-field:not(.titled) textarea, .main-field:not(.titled) input") ||
    form.querySelector(".main-field textarea, .main-field input") ||
    visible[0];
  const target = form.querySelector("[aria-invalid=true]") || field || form.querySelector("button");
  target?.focus({ preventScroll: Boolean(wanted) });
  end();
  if (target?.setSelectionRange && target.type !== "radio") setCaret(target);
  else typed = null;
  wanted = null;
}

function setCaret(field) {
  const at = wanted ? Math.min(wanted.letters ?? Infinity, field.value.length) : field.value.length;
  field.setSelectionRange(at, at);
  const keys = typed ?? [];
  typed = null;
  type(field, keys);
}

// Tab goes on in the next field; what Enter asked for is waited for again.
function type(field, keys) {
  const left = replay(field, keys);
  if (!left.length) return;
  const next = document.activeElement;
  if (typed) typed.push(...left);
  else if (!("left" in (next.form?.dataset ?? {})) && next.matches("[data-open] :is(textarea, input:not([type=radio], [type=checkbox]))")) type(next, left);
}
