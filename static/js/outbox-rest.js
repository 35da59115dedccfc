// A row that was left before it was saved rests with its typed words, and a line beneath where it could not be saved.
import { entries, isElsewhere, now } from "./outbox.js";
import { came, find, isNew, newRow, say } from "./outbox-rows.js";
import { shows } from "./outbox-words.js";

const SOON = 200; // what is saved faster takes the place of its form at once
const SLOW = 2000; // a form with more in it than its row shows says until then that it is being saved
const rests = new Map(); // the element that stood in a place before its form came
export const forms = new Map(); // the form that was left, by the key of its entry

// A form that comes remembers what it replaces.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { target, requestConfig } = detail;
  if (requestConfig.verb !== "get" || !target?.id || target.matches("[data-open], [data-held]")) return;
  rests.set(target.id, target.cloneNode(true));
});

document.addEventListener("specroom:held", ({ detail: { entry, form } }) => {
  if (!form) return;
  form.dataset.key = entry.key;
  form.dataset.saving = "1";
  forms.set(entry.key, form.closest("[data-open]"));
  if (!entry.fields.some(([name]) => name === "next")) setTimeout(() => parkSoon(entry), SOON);
  setTimeout(() => waits(entry) && park(entry), SLOW);
});

// A form that is left while it is being saved.
document.addEventListener("specroom:left", ({ target: form }) => {
  const entry = entries().find(({ key }) => key === form.dataset.key);
  if (entry) setTimeout(() => parkSoon(entry), SOON);
});

const waits = (entry) => entries().some(({ key }) => key === entry.key) && !came.has(entry.key);

function parkSoon(entry) {
  const place = waits(entry) && openIn(entry);
  if (!place || !("left" in formIn(place).dataset)) return;
  const rest = rests.get(entry.place);
  if (isNew(entry) || (rest && shows(rest.cloneNode(true), entry))) park(entry);
}

// A form that was left unchanged closes also where the server does not answer.
document.addEventListener("specroom:closed", ({ target }) => {
  const entry = entries().find(({ key }) => target.id === `local-${key}`);
  const shown = entry ? newRow(entry) : rests.get(target.id)?.cloneNode(true);
  if (!shown) return;
  const had = target.contains(document.activeElement);
  target.replaceWith(shown);
  rested(shown);
  htmx.process(shown);
  if (had) shown.focus({ preventScroll: true });
  if (entry) paint();
});

export const formIn = (place) => (place.matches("form") ? place : place.querySelector("form"));

const openIn = (entry) => {
  const place = forms.get(entry.key);
  return place?.isConnected && formIn(place)?.dataset.key === entry.key ? place : null;
};

// Only what was left: a form in which somebody is typing stays.
export function park(entry) {
  const place = openIn(entry);
  const form = place && formIn(place);
  if (!place || (form.contains(document.activeElement) && !("left" in form.dataset))) return;
  const shown = isNew(entry) ? newRow(entry) : rowAtRest(entry);
  const again = isNew(entry) ? rests.get(entry.place)?.cloneNode(true) : null;
  const had = place.contains(document.activeElement);
  place.replaceWith(...[shown, again].filter(Boolean));
  htmx.process(shown);
  if (again) htmx.process(again);
  if (had) shown.focus({ preventScroll: true });
}

function rowAtRest(entry) {
  const shown = rests.get(entry.place)?.cloneNode(true) ?? newRow(entry);
  say(shown, entry);
  rested(shown);
  return shown;
}

// A row drawn as it was before its form came: what was written in a shared text since is put in by who has it.
const rested = (row) => document.dispatchEvent(new CustomEvent("specroom:rested", { detail: { row } }));

// What is not saved yet shows so wherever its row is drawn anew, also after a reload.
export function paint() {
  const all = entries().filter((entry) => entry.place && !came.has(entry.key));
  for (const row of document.querySelectorAll("[data-held]")) {
    if (came.has(row.id.replace("local-", "")) || !all.some(({ key }) => key === row.dataset.held)) unmark(row);
  }
  for (const entry of all) {
    const failing = Boolean(now() || entry.stuck);
    if (failing || (entry.typed && !isElsewhere(entry))) show(entry, failing);
  }
}

function show(entry, failing) {
  if (failing) park(entry);
  const open = openIn(entry);
  const row = open ?? document.querySelector(`[data-held="${entry.key}"]`) ?? find(entry);
  if (!row) return;
  if (!open && !row.matches("[data-open]")) say(row, entry);
  if (failing) document.dispatchEvent(new CustomEvent("specroom:failing", { detail: { row, entry } }));
}

function unmark(row) {
  if (row.id.startsWith("local-")) return replaced(row);
  delete row.dataset.held;
  row.querySelector(".fail")?.remove();
}

// The row that came stands there already; the keyboard goes on from it.
function replaced(row) {
  const had = row.contains(document.activeElement);
  const cell = [...row.children].indexOf(document.activeElement);
  row.remove();
  const fresh = had && document.getElementById(`row-${came.get(row.id.replace("local-", ""))}`);
  const there = (cell >= 0 && fresh?.children?.[cell]) || fresh;
  if (there && there !== fresh) there.tabIndex = -1;
  if (there) there.focus({ preventScroll: true });
}
