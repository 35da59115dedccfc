// Where the keyboard stands in a part of the page that is drawn anew, and how it comes back there.
import { came } from "./outbox-rows.js";

export function standing(place) {
  const active = document.activeElement;
  if (!place?.contains(active) || active.closest("[data-open]")) return null;
  if (active.id) return `#${CSS.escape(active.id)}`;
  const line = active.matches("[data-cell]") && active.parentElement;
  if (line?.id) return `#${line.id} > :nth-child(${[...line.children].indexOf(active) + 1})`;
  return active.matches("a[href]") ? `a[href="${CSS.escape(active.getAttribute("href"))}"]` : null;
}

// In the same place, also where its row has got its number meanwhile; a cell is no stop of Tab.
export function standAgain(stood) {
  const now = stood.replace(/^#local-(\w+)/, (local, key) => (came.has(key) ? `#row-${came.get(key)}` : local));
  const there = document.querySelector(now);
  if (there?.matches("[data-cell]")) there.tabIndex = -1;
  there?.focus({ preventScroll: true });
}
