// Who changed a row is told where it stands, for four seconds; and to those who listen, at most every ten.
import { live } from "./live.js";
import { say } from "./say.js";

const SHOWN = 4_000;
const QUIET = 10_000;
const template = () => document.getElementById("live-words");
let told = 0;
let timer = 0;
let unsaid = [];

export function words(name, values = {}) {
  const said = template()?.dataset[name] ?? "";
  return said.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

// As a page calls somebody: the first name, where it has one.
export const short = (name) => name.split(/[\s@]/)[0];

export const called = (by) => (by.id === live.person ? words("you") : short(by.name));

export function badge({ initials, name, colour }, label = name) {
  const mark = document.createElement("span");
  mark.className = `av s p${colour}`;
  mark.textContent = initials ?? name.split(/\s+/).map((part) => part[0]).slice(0, 2).join("").toUpperCase();
  mark.title = label;
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", label);
  return mark;
}

export function tell(events, who) {
  for (const [id, { by }] of who) {
    const row = document.getElementById(id);
    if (row && by.id !== live.person && !row.matches("[data-open]")) flash(row, by);
  }
  unsaid.push(...events.filter((event) => event.by.id !== live.person && event.rows.length));
  clearTimeout(timer);
  timer = setTimeout(speak, Math.max(0, told + QUIET - Date.now()));
}

function flash(row, by) {
  row.querySelector(".live-note.now")?.remove();
  row.classList.remove("flash");
  void row.offsetWidth; // the tint begins anew
  row.classList.add("flash", `p${by.colour}`);
  const note = document.createElement("span");
  note.className = `who live-note now p${by.colour}`;
  note.append(badge(by), document.createElement("span"));
  note.lastChild.textContent = short(by.name);
  (row.querySelector(".row-notes") ?? row.querySelector("[data-cell]:last-of-type"))?.prepend(note);
  setTimeout(() => {
    note.remove();
    row.classList.remove("flash", `p${by.colour}`);
  }, SHOWN);
}

function speak() {
  const [last] = unsaid.slice(-1);
  if (!last) return;
  const rows = new Set(unsaid.flatMap((event) => event.rows));
  const [first] = rows;
  const row = document.getElementById(`row-${first}`);
  const name = row?.dataset.uid ?? row?.getAttribute("aria-label")?.slice(0, 60) ?? "";
  say(rows.size === 1 && name ? words("changed", { name: short(last.by.name), row: name }) : words("changedMany", { name: short(last.by.name), n: rows.size }));
  unsaid = [];
  told = Date.now();
}
