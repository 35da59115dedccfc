// The row on the page that shows what an entry of the outbox says; a new row that has no number yet is `local-<key>`.
import { sayIn } from "./outbox-words.js";

export const isNew = ({ url }) => /\/(add|paste)$/.test(url);

// The rows that came for what was sent, by the key of its entry: it is acknowledged, though still being put away.
export const came = new Map();
document.addEventListener("specroom:unasked", ({ detail: { entry, row } }) => came.set(entry.key, row));

export function say(row, entry) {
  row.dataset.held = entry.key;
  sayIn(row, entry);
}

export function newRow(entry) {
  const row = document.getElementById("kept-row").content.firstElementChild.cloneNode(true);
  row.id = `local-${entry.key}`;
  say(row, entry);
  return row;
}

const standing = (id) => document.getElementById(id) ?? document.getElementById(`row-${came.get(id.replace("local-", ""))}`);

// Where the page has no such row, a new one stands where it will be: behind the row that it follows, or the last of those
// that were added at its place.
export function find(entry) {
  const there = standing(entry.place);
  if (!entry.typed || !isNew(entry)) return there?.matches("[data-row], [data-held], .meta-item:not([data-open])") ? there : null;
  if (document.getElementById(`local-${entry.key}`)) return null; // it is open
  const after = entry.fields.find(([name]) => name === "after")?.[1] ?? "";
  const before = standing(after.startsWith("local-") ? after : `row-${after}`);
  const row = newRow(entry);
  if (before) before.after(row);
  else if (there) there.before(row);
  else document.getElementById("kept")?.append(row);
  return row;
}
