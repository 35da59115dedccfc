// Rows of one line: Enter adds the next or splits (in those that may have lines it only adds, from their end), Backspace
// in an empty one removes it, arrows go on to the neighbour.
import { expect, open } from "./opening.js";
import { leave, save } from "./leaving.js";

export const main = (field) => field.closest(".main-field:not(.titled)");
const stops = () => [...document.querySelectorAll("[data-row], [data-open], [data-held]")].filter((row) => row.offsetParent);

export function neighbour(spot, step) {
  const all = stops();
  for (let at = all.indexOf(spot) + step; all[at]; at += step) {
    if (all[at].matches("[data-held], [data-row]:has(a[data-edit])")) return all[at];
  }
  return null;
}

// Enter within a text of one line: the words behind the caret become the next row; at either end the next row is empty.
export function enter(field, form) {
  if (field.closest(".runin-field")) {
    const text = form.querySelector(".main-field .field");
    text?.focus();
    return text?.setSelectionRange?.(text.value.length, text.value.length);
  }
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (main(field) && value.slice(0, start).trim() && value.slice(end).trim()) {
    return becomes(form, field, [value.slice(0, start).trimEnd(), value.slice(end).trimStart()], 0);
  }
  if (main(field) && !value.trim()) return leave(form);
  expect(null);
  save(form, "next");
}

// The text becomes several rows in one save; afterwards the last is open, the caret `at` letters into it.
let split = null;

export function becomes(form, field, texts, at) {
  split = { form, name: field.name, texts, at };
  expect({ letters: at, cell: -1 });
  save(form, "save");
}

document.addEventListener("htmx:configRequest", (event) => {
  if (!split || event.detail.elt !== split.form) return;
  event.detail.formData.set(split.name, split.texts[0]);
  event.detail.formData.set("following", JSON.stringify(split.texts.slice(1)));
});

document.addEventListener("specroom:held", ({ detail: { entry, form } }) => {
  if (split && form === split.form) split.key = entry.key;
});
document.addEventListener("specroom:outbox", ({ detail: { settled, row } }) => {
  if (!split || settled !== split.key) return;
  const last = row && document.getElementById(`row-${row}`);
  const { at } = split;
  split = null;
  if (last?.matches("[data-row]")) open(last, { letters: at, cell: -1 });
});

document.addEventListener("keydown", (event) => {
  const field = event.target;
  const form = field.closest?.("form[data-row-form][data-enter]");
  if (!form || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (form.dataset.kind === "requirement" && (event.key !== "Backspace" || form.querySelector("[data-remove]"))) return;
  if (event.key === "Backspace" && !field.value && field.matches("textarea, input")) backspace(event, field, form);
  else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !event.shiftKey) arrow(event, field, form);
});

function backspace(event, field, form) {
  const label = form.querySelector(".runin-field .field");
  if (label && field !== label && label.value) {
    event.preventDefault();
    label.focus();
    return label.setSelectionRange(label.value.length, label.value.length);
  }
  if (!main(field) && field !== label) return;
  if (form.querySelector(".main-field .field")?.value) return;
  event.preventDefault();
  const spot = form.closest("[data-open]");
  const before = neighbour(spot, -1);
  const remove = form.querySelector("[data-remove]");
  if (before) open(before, { letters: Infinity, cell: -1 });
  if (remove) remove.click();
  else leave(form);
}

function arrow(event, field, form) {
  if (!main(field) || event.target.getAttribute("aria-expanded") === "true") return;
  const step = event.key === "ArrowUp" ? -1 : 1;
  const oneLine = field.clientHeight < 1.8 * parseFloat(getComputedStyle(field).lineHeight);
  const edge = step < 0 ? 0 : field.value.length;
  if (field.selectionStart !== field.selectionEnd || (!oneLine && field.selectionStart !== edge)) return;
  const next = neighbour(form.closest("[data-open]"), step);
  if (!next) return;
  event.preventDefault();
  open(next, { letters: oneLine ? field.selectionStart : step < 0 ? Infinity : 0, cell: -1 });
}
