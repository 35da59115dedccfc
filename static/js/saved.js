// "Saved 12 s ago" is always true; a row that was just saved says so for two seconds, one that saves says so after 400 ms.
function words(moment) {
  const seconds = Math.max(0, Math.round((Date.now() - moment) / 1000));
  if (seconds < 3) return "Saved just now";
  if (seconds < 60) return `Saved ${seconds} s ago`;
  if (seconds < 3600) return `Saved ${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `Saved ${Math.floor(seconds / 3600)} h ago`;
  return null;
}

function tick() {
  const mark = document.getElementById("saved");
  const said = mark && words(new Date(mark.dataset.saved));
  const place = mark?.querySelector(".words");
  if (said && place && place.textContent !== said) place.textContent = said;
}
tick();
setInterval(tick, 1000);
document.addEventListener("htmx:afterSettle", tick);

function note(row, text) {
  const notes = row?.querySelector(".row-notes");
  if (!notes) return null;
  const mark = document.createElement("span");
  mark.className = "note said";
  mark.textContent = text;
  notes.prepend(mark);
  return mark;
}

document.addEventListener("specroom:saved", (event) => {
  const mark = note(document.getElementById(`row-${event.detail.row}`), "Saved");
  if (mark) setTimeout(() => mark.remove(), 2000);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.requestConfig.verb !== "post") return;
  const row = event.detail.elt.closest?.("[data-open], [data-row]");
  const timer = setTimeout(() => {
    const mark = note(row, "Saving");
    event.detail.xhr.addEventListener("loadend", () => mark?.remove());
  }, 400);
  event.detail.xhr.addEventListener("loadend", () => clearTimeout(timer));
});
