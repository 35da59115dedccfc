// The row on the page that shows what an entry of the outbox says; a new row that has no number yet is `local-<key>`.
import { entries } from "./outbox.js";
import { sayIn } from "./outbox-words.js";

export const isNew = ({ url }) => /\/(add|paste)$/.test(url);

// The rows that came for what was sent, by the key of its entry: it is acknowledged, though still being put away.
export const came = new Map();

export function say(row, entry) {
  row.dataset.held = entry.key;
  sayIn(row, entry);
  if (row.id.startsWith("local-")) name(row, entry);
}

// The number that was typed or offered; whoever hears the page is told what the row says.
function name(row, entry) {
  const uid = valueOf(entry, "uid");
  const margin = row.querySelector(".row-uid");
  if (uid && margin) margin.textContent = uid;
  row.setAttribute("aria-label", [uid, entry.text].filter(Boolean).join(", "));
}

export function newRow(entry) {
  const line = rowBefore(afterOf(entry));
  const row = line?.matches(".grid-row:not([data-open])") ? lineOf(line, entry) : document.getElementById("kept-row").content.firstElementChild.cloneNode(true);
  row.id = entry.place?.startsWith("local-") ? entry.place : `local-${entry.key}`; // one that was opened again is the same
  say(row, entry);
  return row;
}

const standing = (id) => document.getElementById(id) ?? document.getElementById(`row-${came.get(id.replace("local-", ""))}`);

// A line of a table: the one before it, with other words in its cells.
function lineOf(line, entry) {
  const row = line.cloneNode(true);
  for (const { name } of [...row.attributes]) if (/^(data|aria)-/.test(name)) row.removeAttribute(name);
  for (const gone of row.querySelectorAll(".grid-edit, .fail, .find, .note, .rowmenu, .ask")) gone.remove();
  for (const cell of row.querySelectorAll("[data-cell]")) {
    const words = valueOf(entry, /(?:^| )c-(\S+)/.exec(cell.className)?.[1]);
    cell.innerHTML = '<div class="md" dir="auto" data-plain></div>';
    cell.firstElementChild.textContent = words;
  }
  return row;
}

// The row behind which something stands that was to follow `id`: of rows that have no number yet the first before them
// that is drawn.
export function rowBefore(id) {
  const there = standing(id.startsWith("local-") ? id : `row-${id}`);
  const entry = there ? null : entries().find(({ key }) => id === `local-${key}`);
  if (!entry) return there;
  return isNew(entry) ? rowBefore(afterOf(entry)) : document.getElementById(entry.place);
}

const valueOf = ({ fields }, name) => fields.find(([other]) => other === name)?.[1] ?? "";
const afterOf = (entry) => valueOf(entry, "after");

// Where a new row was to stand, as its form is asked for.
export function placeOf(entry) {
  const known = ["kind", "section", "parent", "given"].map((name) => [name, valueOf(entry, name)]);
  const after = /^row-(\d+)$/.exec(rowBefore(afterOf(entry))?.id ?? "")?.[1] ?? "";
  return Object.fromEntries([...known, ["after", after]].filter(([, value]) => value));
}

// Where the page has no such row, a new one stands where it will be: behind the row that it follows, or the last of those
// that were added at its place.
export function find(entry) {
  const there = standing(entry.place);
  if (!entry.typed || !isNew(entry)) return there?.matches("[data-row], [data-held], .meta-item:not([data-open])") ? there : null;
  if (document.getElementById(`local-${entry.key}`)) return null; // it is open
  const before = rowBefore(afterOf(entry));
  const row = newRow(entry);
  if (before) before.after(row);
  else if (there) there.before(row);
  else document.getElementById("kept")?.append(row);
  return row;
}
