// Where in a row one clicked, and where that is in the row's form: which field, and how many letters into its text.
const TEXTS = "[data-cell] .md, .runin, .row-title, .row-text .md, .row-text, h1, h2, h3, h4";

export function positionOf(event) {
  const range = document.caretRangeFromPoint?.(event.clientX, event.clientY);
  const text = event.target.closest(TEXTS) ?? event.target.closest(".row-text, [data-cell]")?.querySelector(TEXTS);
  if (!text) return null;
  const cell = cellOf(event.target);
  const name = text.matches(".runin") ? "label" : text.matches(".row-title") ? "title" : "";
  if (!range || !text.contains(range.startContainer)) return { letters: Infinity, cell, name };
  const before = document.createRange();
  before.setStart(text, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return { words: String(before).trimStart(), cell, name };
}

function cellOf(element) {
  const cell = element.closest("[data-cell]");
  return cell ? [...cell.parentElement.querySelectorAll("[data-cell]")].indexOf(cell) : -1;
}

// The field that holds the text clicked at; `at.letters` is then counted in what was written, marks of Markdown too.
export function place(form, at) {
  const field =
    (at.cell >= 0 && form.querySelectorAll("[data-cell]")[at.cell]?.querySelector("textarea, input, select")) ||
    (at.name && form.querySelector(`[name=${at.name}]`)) ||
    null;
  const target = field || form.querySelector(".main-field:not(.titled) textarea, .main-field textarea, .main-field input");
  if (at.words !== undefined && target) at.letters = written(target.value ?? "", at.words);
  return target;
}

// How far into `source` the last of the `shown` letters stands: what is in the source only is passed over.
function written(source, shown) {
  let at = 0;
  for (const letter of shown) {
    const blank = /\s/.test(letter);
    let next = at;
    while (next < source.length && !(blank ? /\s/.test(source[next]) : source[next] === letter)) next += 1;
    if (next === source.length) continue;
    at = next + 1;
  }
  return at;
}
