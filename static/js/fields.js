// Fields grow with their text where the browser cannot do it, lists of lines get their next line, toasts go by themselves.
const grows = CSS.supports("field-sizing", "content");

function grow(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
}

if (!grows) {
  document.addEventListener("input", (event) => event.target.matches("textarea.field") && grow(event.target));
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-open] textarea.field").forEach(grow));
}

// Acceptance criteria: an empty line is always there to add the next; Enter goes to it, Backspace in an empty one goes back.
const linesOf = (list) => [...list.querySelectorAll("textarea")];

function addLine(list) {
  const last = linesOf(list).at(-1);
  if (!last || !last.value.trim()) return;
  const next = last.cloneNode();
  next.value = "";
  next.id = `${last.id}x`;
  next.placeholder = "Accepted when…";
  next.setAttribute("aria-label", last.getAttribute("aria-label").replace(/\d+$/, String(linesOf(list).length + 1)));
  list.append(next);
}

document.addEventListener("input", (event) => {
  const list = event.target.closest("[data-lines]");
  if (list) addLine(list);
  if (event.target.matches("[data-one-line]") && event.target.value.includes("\n")) {
    event.target.value = event.target.value.replace(/\s*\n\s*/g, " ");
  }
});

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-lines]");
  if (!list || event.isComposing) return;
  const lines = linesOf(list);
  const at = lines.indexOf(event.target);
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    addLine(list);
    linesOf(list)[at + 1]?.focus();
  } else if (event.key === "Backspace" && !event.target.value && at > 0) {
    event.preventDefault();
    lines[at - 1].focus();
    if (at === lines.length - 1) return;
    event.target.form.dataset.typed = "";
    event.target.remove();
  }
});

// Tab in code is a tab; after Escape it leaves as everywhere.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Tab" || !field.matches?.("[data-code]") || event.shiftKey || field.dataset.plain) return;
  event.preventDefault();
  field.setRangeText("  ", field.selectionStart, field.selectionEnd, "end");
});

// A message goes after ten seconds, but not while somebody points at it; a deleted row's line goes too.
const TIME = 10_000;

function expire(element) {
  if (!element.isConnected) return;
  if (element.matches(":hover, :focus-within")) return void setTimeout(() => expire(element), 1000);
  element.remove();
}

function watch() {
  for (const element of document.querySelectorAll("[data-toast]:not([data-seen]), [data-gone]:not([data-seen])")) {
    element.dataset.seen = "1";
    setTimeout(() => expire(element), TIME);
  }
}
watch();
new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });

// Code wider than its column is scrolled by keys too.
function reach() {
  for (const code of document.querySelectorAll(".md pre, .md table")) {
    if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    else code.removeAttribute("tabindex");
  }
}
reach();
document.addEventListener("htmx:afterSettle", reach);
addEventListener("resize", reach);
