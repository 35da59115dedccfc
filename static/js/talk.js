// Comments beside the rows: how many stand where, and the threads that unfold under their row, asked for when wanted.
import { highlight, quoteIn, take } from "./talk-quote.js";

export const base = document.querySelector("[data-spec]")?.dataset.spec;
const index = () => document.getElementById("talk");
const opened = new Map(); // by place, what is unfolded: it outlives its row's being drawn anew
export const rowOf = (place) => document.getElementById(place === "spec" ? "lead" : /^\d+$/.test(place) ? `row-${place}` : `unwritten-${place}`);
export const placeOf = (row) => (/^row-(\d+)$/.exec(row?.id ?? "") ?? [])[1];
const address = (place) => (/^\d+$/.test(place) ? `${base}row/${place}/threads` : `${base}threads/on/${place}`);

// The bubble of each row says how many comments it has; a row that is drawn anew knows nothing of them.
export function mark() {
  const marks = new Map([...(index()?.children ?? [])].map((one) => [one.dataset.place, one]));
  for (const link of document.querySelectorAll("[data-talk].counted")) {
    if (!marks.has(link.dataset.talk)) uncounted(link);
  }
  for (const [place, one] of marks) {
    const link = bubble(place, one);
    if (!link || link.dataset.count === one.dataset.count) continue;
    link.classList.add("counted");
    link.dataset.count = one.dataset.count;
    link.setAttribute("aria-label", one.textContent);
  }
  inOutline(marks);
  for (const [place, part] of opened) {
    const row = rowOf(place);
    row?.classList.add("talked");
    if (!part.isConnected) row?.after(part);
  }
}

// The outline says of each section how many comments are open in it.
function inOutline(marks) {
  const counts = new Map();
  for (const [place, one] of marks) {
    const section = rowOf(place)?.closest(".sec")?.id;
    if (section) counts.set(section, (counts.get(section) ?? 0) + Number(one.dataset.count));
  }
  for (const old of document.querySelectorAll(".outline .talk-in")) old.remove();
  for (const [section, count] of counts) {
    const said = document.createElement("span");
    said.className = "talk-in";
    said.append(document.getElementById("talk-bubble").content.cloneNode(true), String(count));
    document.querySelector(`[data-outline="${CSS.escape(section)}"] .r`)?.prepend(said);
  }
}

function uncounted(link) {
  link.classList.remove("counted");
  delete link.dataset.count;
  if (link.dataset.name) link.setAttribute("aria-label", link.dataset.name);
}

function bubble(place, one) {
  const row = rowOf(place);
  const own = row?.querySelector(`[data-talk="${CSS.escape(place)}"]`);
  if (own) {
    own.dataset.name ??= own.getAttribute("aria-label");
    return own;
  }
  const notes = row?.querySelector(".row-notes, .grid-edit") ?? row?.querySelector("[data-cell]:last-of-type");
  if (!notes) return null;
  const link = Object.assign(document.createElement("a"), { className: "say-on", href: one.href });
  link.dataset.talk = place;
  link.append(document.getElementById("talk-bubble").content.cloneNode(true));
  notes.prepend(link);
  return link;
}

// Unfolds the threads of a place, and gives their part of the page when it has come.
export async function open(place, { focus = true } = {}) {
  const row = rowOf(place);
  if (!row) return location.assign(address(place));
  let part = opened.get(place);
  if (!part) {
    part = partFor(place, row);
    opened.set(place, part);
    row.after(part);
    const target = part.querySelector(".talk-part") ?? part;
    await htmx.ajax("GET", address(place), { source: target, target, swap: "innerHTML" });
    if (!target.childElementCount) return close(place);
  }
  row.classList.add("talked");
  const quote = quoteIn(row);
  const fresh = part.querySelector("[data-talk-new]");
  const answers = part.querySelectorAll(".thread:not(.resolved) form.say [name=body]");
  take(fresh, quote);
  if (quote) fresh.closest("details")?.setAttribute("open", "");
  if (focus) (quote ? fresh.elements.body : answers[answers.length - 1] ?? fresh.elements.body).focus();
  return part;
}

// Below a line of a table what unfolds is a line of it too, with one cell.
function partFor(place, row) {
  const part = Object.assign(document.createElement("div"), { className: "row talk", id: `talk-${place}` });
  if (row.role !== "row") return part;
  const line = Object.assign(document.createElement("div"), { className: "row talk", role: "row" });
  Object.assign(part, { className: "talk-part", role: row.querySelector("[role=gridcell]") ? "gridcell" : "cell" });
  line.append(part);
  return line;
}

export function close(place) {
  opened.get(place)?.remove();
  opened.delete(place);
  rowOf(place)?.classList.remove("talked");
  highlight();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-talk]");
  if (!link || !base || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const place = link.dataset.talk;
  if (!rowOf(place)) return;
  event.preventDefault();
  if (opened.has(place) && link.id !== "talk-float") close(place);
  else open(place, { focus: !link.dataset.count });
});

document.addEventListener("specroom:talked", (event) => {
  const { place, comment, written } = event.detail;
  const row = rowOf(place);
  if (written && row?.matches("[data-row]") && document.querySelector("[data-editable]")) {
    htmx.ajax("GET", `${base}row/${place}/`, { source: row, target: row, swap: "outerHTML" });
  }
  if (comment) document.getElementById(`comment-${comment}`)?.scrollIntoView({ block: "nearest" });
});

for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(name, () => { mark(); highlight(); });

mark();
