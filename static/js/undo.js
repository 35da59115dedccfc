// Ctrl+Z outside a field takes one's own newest change back, Ctrl+Shift+Z and Ctrl+Y do it again; in a field the
// browser's own undo comes first. What was changed is shown where it stands.
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

document.addEventListener("specroom:held", ({ detail: { elt } }) => {
  if (elt.closest("[data-undo-own], [data-gone], .toast")) stepping = true;
  elt.closest("details[data-menu]")?.removeAttribute("open");
  elt.closest(".toast")?.remove();
});

document.addEventListener("specroom:saved", ({ detail: { row } }) => {
  if (!stepping) return;
  stepping = false;
  const there = row && document.getElementById(`row-${row}`);
  const { top, bottom } = there?.getBoundingClientRect() ?? {};
  if (there && (top < 48 || bottom > innerHeight)) there.scrollIntoView({ block: "center" });
});
