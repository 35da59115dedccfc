// Tables as tables: arrows go from cell to cell, at rest and at the edges of a text; Enter opens and goes down, F2 or a
// letter opens; a line is added and removed by key.
import { END, isAtEnd, isAtStart, isEmpty, isOnLine } from "./grid-edges.js";
import { leave, save } from "./leaving.js";
import { open } from "./opening.js";

const cellsOf = (line) => [...line.querySelectorAll("[data-cell]")];
const fieldIn = (cell) => cell.querySelector("textarea, input, select");
const linesOf = (grid) => [...grid.querySelectorAll(":scope > .grid-row")];

// The line above or below, at rest or open.
function lineBy(line, step) {
  const grid = line.closest("[role=grid]");
  const all = grid ? linesOf(grid) : [];
  return all[all.indexOf(line) + step];
}

export function focusCell(line, at) {
  const cells = cellsOf(line);
  const cell = cells[Math.min(at, cells.length - 1)];
  if (!cell) return false;
  cell.tabIndex = -1;
  cell.focus();
  cell.scrollIntoView({ block: "nearest" });
  return true;
}

function openCell(line, at, letters, first = "") {
  if (!line) return false;
  if (line.matches("[data-open]")) return enterField(cellsOf(line)[at], letters);
  return open(line, { cell: Math.min(at, cellsOf(line).length - 1), letters }, first);
}

function enterField(cell, letters) {
  const field = cell && fieldIn(cell);
  if (!field) return false;
  field.focus();
  const at = letters === END ? field.value.length : 0;
  field.setSelectionRange?.(at, at);
  return true;
}

// Capturing, so that keys of the page do not take what a cell does.
document.addEventListener(
  "keydown",
  (event) => {
    if (event.isComposing || event.defaultPrevented) return;
    const line = event.target.closest?.("[role=grid] > .grid-row");
    if (!line) return;
    const done = line.matches("[data-open]") ? inField(event, line) : atRest(event, line);
    if (!done) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function atRest(event, line) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey && STEPS[key]) return false;
  const at = cellsOf(line).indexOf(event.target.closest("[data-cell]"));
  if (event.target === line) return key === "ArrowRight" ? focusCell(line, 0) : key === "F2" && openCell(line, 0, END);
  if (at < 0 || event.target !== cellsOf(line)[at]) return false;
  if (key === "Enter" || key === "F2") return openCell(line, at, END);
  if (key === "Escape") return line.focus() ?? true;
  if (key === "Home") return focusCell(line, 0);
  if (key === "End") return focusCell(line, END);
  if (STEPS[key]) {
    const [down, right] = STEPS[key];
    const next = down ? lineBy(line, down) : line;
    if (!next || at + right < 0) return true;
    return next.matches("[data-open]") ? openCell(next, at, END) : focusCell(next, at + right);
  }
  return [...key].length === 1 && key !== " " && openCell(line, at, END, key);
}

function inField(event, line) {
  const field = event.target;
  const cells = cellsOf(line);
  const at = cells.findIndex((cell) => cell.contains(field));
  if (at < 0) return false;
  const { key } = event;
  const form = field.form;
  if (event.ctrlKey || event.metaKey) {
    if (!event.shiftKey) return false;
    if (key === "Enter") return save(form, "next") ?? true;
    if (key === "Backspace") return remove(line, form, at);
    return false;
  }
  if (event.altKey || event.shiftKey) return false;
  if (key === "Tab" && !cells.slice(at + 1).some(fieldIn) && field.ariaExpanded !== "true") return along(line);
  if (key === "F6") return line.querySelector(".grid-foot .plusact")?.focus() ?? true;
  if (key === "Enter") return down(line, form, at);
  if (key === "Backspace" && isEmpty(cells)) return remove(line, form, at);
  if (key === "ArrowLeft" && isAtStart(field)) return enterField(cells[at - 1], END);
  if (key === "ArrowRight" && isAtEnd(field)) return enterField(cells[at + 1], 0);
  if (key === "ArrowUp" && isOnLine(field, 0)) return openCell(lineBy(line, -1), at, END);
  if (key === "ArrowDown" && isOnLine(field, END)) return openCell(lineBy(line, 1), at, END);
  return false;
}

// Down to the next line; from the last one to a new one, unless nothing was typed in it.
function down(line, form, at) {
  const next = lineBy(line, 1);
  if (next) return openCell(next, at, END);
  if (!form.querySelector("[data-remove]") && isEmpty(cellsOf(line))) leave(form);
  else save(form, "next");
  return true;
}

// From the last cell to the first of the next line, and from the last line to the link that adds one.
function along(line) {
  const next = lineBy(line, 1);
  if (next) return openCell(next, 0, END);
  const grid = line.closest("[role=grid]");
  const adds = [...(grid.closest("section") ?? document).querySelectorAll("a[data-add]")];
  const add = adds.find((link) => grid.compareDocumentPosition(link) & Node.DOCUMENT_POSITION_FOLLOWING && link.offsetParent);
  add?.focus();
  return Boolean(add);
}

function remove(line, form, at) {
  const above = lineBy(line, -1);
  const button = form.querySelector("[data-remove]");
  if (above) returnTo(above.id, at);
  if (button) button.click();
  else line.remove();
  if (above) focusCell(above, at);
  return true;
}

// Once the table is drawn anew the keyboard is back in that cell, unless somebody has gone on meanwhile.
let back = null;

export function returnTo(id, at) {
  back = { id, at, until: Date.now() + 8000 };
}

document.addEventListener("htmx:afterSettle", () => {
  const line = back && document.getElementById(back.id);
  if (!line) return;
  if (Date.now() > back.until || ![document.body, null, line].includes(document.activeElement)) back = null;
  else if (line.matches("[data-row]")) focusCell(line, back.at);
});
