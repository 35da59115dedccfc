// A row is dragged by its handle, by pointer or finger; a line shows where it goes. Escape puts it back.
import { lot, move } from "./moving.js";
import { say, words } from "./say.js";

const FAR = 4;
const EDGE = 64;
let held = null;

const nameOf = (row) => row.dataset.uid || row.querySelector(".row-text, h2, h3, h4, [data-cell]")?.textContent.trim().slice(0, 40) || "";

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest(".handle");
  const row = handle?.closest("[data-row]");
  if (!row || event.button !== 0) return;
  held = { handle, row, lot: lot(row), y: event.clientY, moving: false, spot: null };
  handle.classList.remove("dragged");
  handle.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.moving && Math.abs(event.clientY - held.y) < FAR) return;
  if (!held.moving) lift();
  event.preventDefault();
  scroll(event.clientY);
  held.spot = spotAt(event.clientY);
  draw(held.spot);
});

function lift() {
  held.moving = true;
  held.handle.classList.add("held", "dragged");
  for (const row of held.lot) row.classList.add("lifted");
  say(words("lifted", { row: nameOf(held.row) }));
}

// The nearest gap between rows of the kind, or the end of a section that takes it.
function spotAt(y) {
  const kind = held.row.dataset.row;
  let best = null;
  const tried = (line, where, left) => {
    const far = Math.abs(y - line);
    if (!best || far < best.far) best = { far, line, where, left };
  };
  for (const row of document.querySelectorAll(`[data-row="${kind}"]:not(.title-row)`)) {
    if (!row.offsetParent || held.lot.includes(row)) continue;
    const box = row.getBoundingClientRect();
    tried(box.top, { before: row }, box);
    tried(bottomOf(row, box), { behind: row }, box);
  }
  for (const add of document.querySelectorAll(`.add[data-takes="${kind}"]`)) {
    const box = add.getBoundingClientRect();
    tried(box.top, { to: add.dataset.home }, box);
  }
  return best;
}

// A row ends where the rows below it end: a section with all that stands in it.
function bottomOf(row, box) {
  if (row.dataset.row !== "heading") return box.bottom;
  return row.closest(".sec")?.getBoundingClientRect().bottom ?? box.bottom;
}

function draw(spot) {
  let line = document.querySelector(".drop-line");
  if (!line) {
    line = Object.assign(document.createElement("div"), { className: "drop-line" });
    document.body.append(line);
  }
  line.hidden = !spot;
  if (!spot) return;
  line.style.top = `${spot.line}px`;
  line.style.left = `${spot.left.left + 16}px`;
  line.style.width = `${spot.left.width - 32}px`;
}

function scroll(y) {
  const by = y < EDGE + 48 ? y - EDGE - 48 : y > innerHeight - EDGE ? y - innerHeight + EDGE : 0;
  if (by) scrollBy(0, by / 4);
}

function drop() {
  const was = held;
  held = null;
  was.handle.classList.remove("held");
  for (const row of was.lot) row.classList.remove("lifted");
  document.querySelector(".drop-line")?.remove();
  return was;
}

document.addEventListener("pointerup", () => {
  if (!held) return;
  const { moving, spot, row, lot: rows } = drop();
  if (!moving || !spot) return;
  const name = nameOf(row);
  move(rows, spot.where).then((moved) => moved && say(words("dropped", { row: name })));
});

function putBack() {
  if (!held) return;
  drop();
  say(words("putBack"));
}
document.addEventListener("pointercancel", putBack);
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || !held) return;
    event.preventDefault();
    event.stopPropagation();
    putBack();
  },
  true,
);
