// What of shared texts is acknowledged: "Saved" means all of it. While somebody types it is not said at each letter.
const CALM = 300;
const unsaved = new Set();
let quiet = 0;

export const textsUnsaved = () => unsaved.size > 0 || Date.now() - quiet < CALM;

document.addEventListener("specroom:text", ({ detail: session }) => {
  const was = textsUnsaved();
  if (session.saved || session.gone) {
    if (unsaved.delete(session)) acknowledged();
  } else unsaved.add(session);
  if (was !== textsUnsaved()) document.dispatchEvent(new Event("specroom:texts"));
});

function acknowledged() {
  quiet = Date.now();
  const mark = document.getElementById("saved");
  if (mark) mark.dataset.saved = new Date().toISOString();
  setTimeout(() => textsUnsaved() || document.dispatchEvent(new Event("specroom:texts")), CALM + 20);
}

// A row at rest says what was typed in it, also while that is on its way, or drawn from before.
document.addEventListener("specroom:rested", ({ detail: { row } }) => paint(row));
document.addEventListener("htmx:afterSettle", () => {
  for (const [number, client] of known) {
    const row = document.getElementById(`row-${number}`);
    if (!client?.saved) paint(row);
    else if (row?.matches("[data-row]")) known.delete(number); // the server drew it
  }
});

const known = new Map(); // the last words of each text that was written in on this page
document.addEventListener("specroom:text", ({ detail: { at, client, why } }) => {
  if (at.field === "text" && client) known.set(at.row, why ? null : client);
});

function paint(row) {
  const client = known.get(Number(row?.id.replace("row-", "")));
  const place = row?.matches("[data-row]") && (row.querySelector(".row-text.runs > .md") ?? row.querySelector(".row-text"));
  if (!client || !place) return;
  const words = client.doc.toString();
  if (place.textContent.trim() === words.trim()) return;
  place.dataset.plain = "";
  place.textContent = words;
}
