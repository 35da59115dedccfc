// The threads of a row, unfolded under it; they outlive its being drawn anew. Ways to them: links, the row's menu.
import { highlight, quoteIn, take } from "./talk-quote.js";
import { base, placeOf, rowOf } from "./talk.js";

const opened = new Map(); // by place
export const address = (place) => (/^\d+$/.test(place) ? `${base}row/${place}/threads` : `${base}threads/on/${place}`);

export function toggle(link) {
  const place = link.dataset.talk;
  if (opened.has(place) && link.id !== "talk-float") close(place);
  else open(place, { focus: !link.dataset.count });
}

// Unfolds the threads of a place, and gives their part of the page when it has come.
export async function open(place, { focus = true } = {}) {
  const row = rowOf(place);
  if (!row) return location.assign(address(place));
  const quote = quoteIn(row);
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

document.addEventListener("specroom:marked", () => {
  for (const [place, part] of opened) {
    const row = rowOf(place);
    row?.classList.add("talked");
    if (!part.isConnected) row?.after(part);
  }
  highlight();
});

document.addEventListener("keydown", (event) => {
  const part = event.target.closest?.("[id^=talk-]:is(.talk, .talk-part)");
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented || !part) return;
  if (document.querySelector(".completion:not([hidden])")) return;
  const place = part.id.slice("talk-".length);
  event.preventDefault();
  if ([...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)) return event.target.blur();
  close(place);
  rowOf(place)?.focus();
});

document.addEventListener(
  "click",
  (event) => {
    const wanted = event.target.closest?.('.rowmenu [data-to="threads"]');
    const place = placeOf(wanted?.closest("[data-row]"));
    if (!place || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    document.body.click(); // the menu goes
    open(place);
  },
  true,
);

document.addEventListener("specroom:talked", (event) => {
  const { place, comment, written } = event.detail;
  const row = rowOf(place);
  if (written && row?.matches("[data-row]") && document.querySelector("[data-editable]")) {
    htmx.ajax("GET", `${base}row/${place}/`, { source: row, target: row, swap: "outerHTML" });
  }
  if (comment) document.getElementById(`comment-${comment}`)?.scrollIntoView({ block: "nearest" });
});

// A link to a comment unfolds its thread, wherever on the page it is followed.
export async function arrive(place, comment) {
  const part = await open(place, { focus: false });
  const found = part && document.getElementById(`comment-${comment}`);
  for (let fold = found?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
  found?.scrollIntoView({ block: "center" });
  found?.focus({ preventScroll: true });
}

async function follow() {
  const comment = (/^#comment-(\d+)$/.exec(location.hash) ?? [])[1];
  if (!comment || !base || document.getElementById(`comment-${comment}`)) return;
  let place = new URLSearchParams(location.search).get("talk");
  if (!place) place = new URL((await fetch(`${base}comments/${comment}`)).url).searchParams.get("talk");
  if (place && rowOf(place)) arrive(place, comment);
}

addEventListener("hashchange", follow);
follow();
