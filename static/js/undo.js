// Ctrl+Z outside a field takes one's own newest change back, Ctrl+Shift+Z and Ctrl+Y do it again; in a field the
// browser's own undo comes first. What was changed is shown where it stands, and the keyboard is there if its row went.
const FIELD = "input:not([type=radio], [type=checkbox], [type=hidden]), textarea, select, [contenteditable]";

function way(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return null;
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : null;
}

document.addEventListener("keydown", (event) => {
  const form = !event.target.closest?.(FIELD) && document.getElementById(`${way(event)}-last`);
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  form.requestSubmit();
});

let stepping = false;
let near = []; // the row that has the keyboard, those above it, from the nearest on, and the next
const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);

document.addEventListener("specroom:held", ({ detail: { elt } }) => {
  if (elt.closest("[data-undo-own], [data-gone], .toast")) remember();
  elt.closest("details[data-menu]")?.removeAttribute("open");
  elt.closest(".toast")?.remove();
});

document.addEventListener("specroom:saved", ({ detail: { row } }) => {
  if (!stepping) return;
  stepping = false;
  if (document.activeElement === document.body) land(row);
  const there = row && document.getElementById(`row-${row}`);
  const { top, bottom } = there?.getBoundingClientRect() ?? {};
  if (there && (top < 48 || bottom > innerHeight)) there.scrollIntoView({ block: "center" });
});

function remember() {
  stepping = true;
  const all = rows();
  const at = all.indexOf(document.activeElement?.closest("[data-row]"));
  near = at < 0 ? near : [...all.slice(0, at + 1).reverse(), ...all.slice(at + 1, at + 2)].map(({ id }) => id);
}

function land(row) {
  const there = [`row-${row}`, ...near].map((id) => document.getElementById(id)).find((found) => found?.matches("[data-row]"));
  there?.focus({ preventScroll: true });
}
