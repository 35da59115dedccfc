// A row's address: y copies it, and opening it leads to the row, unfolded, focused and marked.
import { inField, letters } from "./letters.js";
import { say, words } from "./say.js";
import { unfoldAround } from "./folding.js";

export function addressOf(row) {
  const base = document.querySelector("[data-spec]")?.dataset.spec ?? location.pathname;
  const uid = row.dataset.uid ?? row.querySelector("[name=uid]")?.defaultValue;
  const alone = uid && document.querySelectorAll(`[data-uid="${CSS.escape(uid)}"]:not(#${row.id})`).length === 0;
  return new URL(alone ? encodeURIComponent(uid) : `#${row.id}`, new URL(base, location.href)).href;
}

export async function copy(row) {
  const address = addressOf(row);
  try {
    await navigator.clipboard.writeText(address);
    say(words("copied", { address }));
    note(row, words("copied", { address: "" }).trim());
  } catch {
    say(words("notCopied", { address }));
    prompt(words("notCopied", { address: "" }).trim(), address);
  }
}

function note(row, text) {
  const notes = row.querySelector(".row-notes, .grid-edit");
  if (!notes) return;
  const mark = Object.assign(document.createElement("span"), { className: "note said", textContent: text });
  notes.prepend(mark);
  setTimeout(() => mark.remove(), 2000);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "y" || event.ctrlKey || event.metaKey || event.altKey || inField(event.target) || !letters()) return;
  const row = event.target.closest?.("[data-row]");
  if (!row) return;
  event.preventDefault();
  copy(row);
});

// Where rows are only read, pressing a row's id copies its address; where they are written, its handle's menu does.
document.addEventListener("click", (event) => {
  const row = event.target.closest(".row[data-uid] > .row-uid")?.parentElement;
  if (row && !row.closest("[data-editable]") && !String(getSelection())) copy(row);
});

export function arrive() {
  if (!/^#row-\d+$/.test(location.hash)) return;
  const row = document.querySelector(location.hash);
  if (!row) return;
  unfoldAround(row);
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
  row.classList.add("flash");
  setTimeout(() => row.classList.remove("flash"), 4000);
}
addEventListener("hashchange", arrive);
arrive();
