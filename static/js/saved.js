// "Saved 12 s ago" is always true; a row that was just saved says so for two seconds, one that saves says so after 400 ms.
import { words } from "./keeping.js";
import { entries, now } from "./outbox.js";

function ago(moment) {
  const seconds = Math.max(0, Math.round((Date.now() - moment) / 1000));
  if (seconds < 3) return words("ago-now");
  if (seconds < 60) return words("ago-s", { n: seconds });
  if (seconds < 3600) return words("ago-min", { n: Math.floor(seconds / 60) });
  if (seconds < 86_400) return words("ago-h", { n: Math.floor(seconds / 3600) });
  return null;
}

function tick() {
  const mark = document.getElementById("saved");
  const said = mark && ago(new Date(mark.dataset.saved));
  const place = mark?.querySelector(".words");
  if (said && place && place.textContent !== said) place.textContent = said;
}
tick();
setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);

function note(row, which) {
  const notes = row?.querySelector(".row-notes");
  const mark = document.getElementById(`${which}-mark`)?.content.firstElementChild.cloneNode(true);
  if (!notes || !mark) return null;
  notes.prepend(mark);
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
