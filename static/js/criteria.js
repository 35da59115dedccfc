// Acceptance criteria: an empty line is always there to add the next; Enter goes to it, Backspace in an empty one goes
// back, and several lines that are pasted become several criteria.
const linesOf = (list) => [...list.querySelectorAll("textarea")];
const MARKER = /^\s*(?:[-*+•]|\d+[.)])\s+(?:\[[ xX]\]\s+)?/;

function addLine(list) {
  const last = linesOf(list).at(-1);
  if (last?.value.trim()) list.append(lineLike(list, last));
}

function lineLike(list, line) {
  const next = line.cloneNode();
  next.value = next.defaultValue = "";
  next.id = `${linesOf(list)[0].id}-${Date.now().toString(36)}${linesOf(list).length}`;
  next.placeholder = linesOf(list).at(-1).placeholder || line.placeholder;
  for (const name of ["aria-activedescendant", "aria-controls"]) next.removeAttribute(name);
  return next;
}

function count(list) {
  linesOf(list).forEach((line, i) => line.setAttribute("aria-label", line.getAttribute("aria-label").replace(/\d+$/, String(i + 1))));
}

document.addEventListener("input", (event) => {
  const list = event.target.closest("[data-lines]");
  if (!list) return;
  addLine(list);
  count(list);
});

document.addEventListener("keydown", (event) => {
  const list = event.target.closest?.("[data-lines]");
  if (!list || event.isComposing || event.defaultPrevented) return;
  if (event.key === "Enter" && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    if (event.shiftKey) return;
    below(list, event.target);
  } else if (event.key === "Backspace" && !event.target.value) {
    back(event, list, event.target);
  }
});

// What stands behind the caret goes along; without a word before it there is nothing to part.
function below(list, line) {
  const all = linesOf(list);
  const next = all[all.indexOf(line) + 1];
  const rest = line.value.slice(line.selectionEnd);
  if (!line.value.slice(0, line.selectionStart).trim()) return next?.focus();
  if (!rest.trim() && next && !next.value) return next.focus();
  line.value = line.value.slice(0, line.selectionStart);
  put(list, line, [rest]);
}

function put(list, line, texts) {
  let at = line;
  for (const text of texts) {
    const next = lineLike(list, line);
    next.value = text;
    at.after(next);
    at = next;
  }
  addLine(list);
  count(list);
  list.closest("form").dataset.typed = "";
  at.focus();
  at.setSelectionRange(texts.length > 1 ? at.value.length : 0, texts.length > 1 ? at.value.length : 0);
}

function back(event, list, line) {
  const all = linesOf(list);
  const at = all.indexOf(line);
  if (at < 1) return;
  event.preventDefault();
  all[at - 1].focus();
  if (at === all.length - 1) return;
  list.closest("form").dataset.typed = "";
  line.remove();
  count(list);
}

document.addEventListener("paste", (event) => {
  const list = event.target.closest?.("[data-lines]");
  if (!list) return;
  const pasted = event.clipboardData.getData("text/plain").split(/\r\n|\r|\n/).map((text) => text.replace(MARKER, "").trim());
  const texts = pasted.filter(Boolean);
  if (texts.length < 2) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const line = event.target;
  line.setRangeText(texts[0], line.selectionStart, line.selectionEnd, "end");
  const rest = line.value.slice(line.selectionEnd);
  line.value = line.value.slice(0, line.selectionEnd);
  put(list, line, [...texts.slice(1, -1), texts.at(-1) + rest]);
});
