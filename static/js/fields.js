// Fields grow with their text where the browser cannot do it, toasts go by themselves.
import "./reach.js";
const grows = CSS.supports("field-sizing", "content");

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

if (!grows) {
  for (const name of ["input", "specroom:grown"]) document.addEventListener(name, ({ target }) => target.matches("textarea.field") && grow(target));
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-open] textarea.field").forEach(grow));
}

// A field of one line takes pasted lines as one.
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-one-line]") && event.target.value.includes("\n")) {
    event.target.value = event.target.value.replace(/\s*\n\s*/g, " ");
  }
});

// Tab in code is a tab; after Escape it leaves as everywhere.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Tab" || !field.matches?.("[data-code]") || event.shiftKey || field.dataset.plain) return;
  event.preventDefault();
  field.setRangeText("  ", field.selectionStart, field.selectionEnd, "end");
});

// What was asked for by "+ Language" or "+ Title" is written in at once.
document.addEventListener(
  "toggle",
  ({ target }) => {
    const asked = target.open && target.matches("details.more") && target.contains(document.activeElement);
    if (asked) target.querySelector(".field")?.focus();
  },
  true,
);
