// "Saved 12 s ago" is always true, and is not said while something is not saved; a row that was just saved says so for two seconds, one that saves says so after 400 ms.
import { words } from "./keeping.js";
import { isDirty } from "./leaving.js";
import { entries, now } from "./outbox.js";
import { textsUnsaved } from "./text-said.js";

function ago(moment) {
  const seconds = Math.max(0, Math.round((Date.now() - moment) / 1000));
  if (seconds < 3) return words("ago-now");
  if (seconds < 60) return words("ago-s", { n: seconds });
  if (seconds < 3600) return words("ago-min", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return words("ago-h", { n: Math.floor(seconds / 3600) });
  return null;
}

// Lists that the browser keeps: asked every second, a long document is not walked for them.
const drafts = document.getElementsByClassName("fail draft");
const conflicts = document.getElementsByClassName("conflict");
const forms = () => [...document.forms].filter((form) => "rowForm" in form.dataset);
const isUnsaved = () =>
  entries().length > 0 || textsUnsaved() || drafts.length > 0 || [...conflicts].some((place) => "conflict" in place.dataset) || forms().some(isDirty);

function tick() {
  const mark = document.getElementById("saved");
  if (!mark) return;
  const unsaved = isUnsaved();
  const said = unsaved ? words("unsaved") : ago(new Date(mark.dataset.saved));
  const place = mark.querySelector(".words");
  mark.toggleAttribute("data-unsaved", unsaved);
  if (said && place.textContent !== said) place.textContent = said;
}
tick();
setInterval(tick, 1000);
for (const name of ["htmx:afterSettle", "specroom:outbox", "specroom:closed", "specroom:texts"]) document.addEventListener(name, tick);

// The first key that makes a difference; whether it still does is looked at once a second, not at each key.
document.addEventListener("input", ({ target }) => {
  if (target.form?.matches("[data-row-form]") && !document.querySelector("#saved[data-unsaved]")) tick();
});

function note(row, which) {
  const notes = row?.querySelector(".row-notes") ?? (row?.matches(".grid-row") ? row : null);
  const mark = document.getElementById(`${which}-mark`)?.content.firstElementChild.cloneNode(true);
  if (!notes || !mark) return null;
  if (notes === row) notes.append(mark);
  else notes.prepend(mark);
  return mark;
}

document.addEventListener("specroom:saved", (event) => {
  const mark = note(document.getElementById(`row-${event.detail.row}`), "saved");
  if (mark) setTimeout(() => mark.remove(), 2000);
});

// What is on its way says so where it stands, once it takes long; an answer may have drawn its row before it is settled.
document.addEventListener("specroom:outbox", () => {
  for (const mark of document.querySelectorAll(".note[data-entry]")) {
    if (!entries().some(({ key }) => key === mark.dataset.entry)) mark.remove();
  }
  setTimeout(() => {
    for (const { key, n, place } of now() ? [] : entries()) {
      const row = document.querySelector(`[data-held="${key}"]`) ?? document.getElementById(place);
      if (Date.now() - n < 400 || row?.querySelector(".note.said")) continue;
      const mark = note(row, "saving");
      if (mark) mark.dataset.entry = key;
    }
  }, 420);
});
document.addEventListener("specroom:failing", ({ detail: { row } }) => row.querySelector(".note.said")?.remove());
