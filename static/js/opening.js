// A click or Enter on a row opens its form, in place; afterwards the caret stands where one clicked.
let clicked = null;

const INERT = "a, button, input, textarea, select, label, summary, details, form, [contenteditable]";

export function open(row, at = null) {
  const link = row.querySelector("a[data-edit]");
  if (!link) return false;
  clicked = at;
  link.click();
  return true;
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row || event.target.closest(INERT) || event.button !== 0) return;
  if (String(getSelection()).length) return; // words are being marked, not a row opened
  open(row, offset(event));
});

// How many letters into the row's text one clicked, if the browser can tell.
function offset(event) {
  const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const text = event.target.closest(".row-text, h1, h2, h3, h4, [role=cell]");
  if (!range || !text || !text.contains(range.startContainer)) return null;
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return { letters: String(before).replace(/^\s+/, "").length, cell: cellOf(event.target) };
}

function cellOf(element) {
  const cell = element.closest("[role=cell]");
  return cell ? [...cell.parentElement.querySelectorAll("[role=cell]")].indexOf(cell) : -1;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const form = event.target.matches?.("[data-open]") ? event.target : opened(event);
  if (form) focusIn(form);
});

// The form that this answer brought: after outerHTML the target itself is gone.
function opened(event) {
  const place = event.detail.elt;
  if (place?.isConnected && place.matches?.("[data-open]")) return place;
  const id = event.detail.target?.id;
  const fresh = id && document.getElementById(id);
  if (fresh?.matches("[data-open]")) return fresh;
  return fresh?.querySelector("[data-open][id^=after-]") || null;
}

export function focusIn(form) {
  if (form.contains(document.activeElement)) return;
  const fields = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=radio], [type=checkbox]), select")];
  const visible = fields.filter((field) => field.offsetParent);
  const cell = clicked && clicked.cell >= 0 ? form.querySelectorAll("[role=cell]")[clicked.cell] : null;
  const field = cell?.querySelector("textarea, input") || form.querySelector(".main-field textarea, .main-field input") || visible[0];
  const target = form.querySelector("[aria-invalid=true]") || field || form.querySelector("button");
  target?.focus({ preventScroll: !clicked });
  if (target?.setSelectionRange && target.type !== "radio") {
    const at = clicked ? Math.min(clicked.letters, target.value.length) : target.value.length;
    target.setSelectionRange(at, at);
  }
  clicked = null;
}
