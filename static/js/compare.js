// n and p go from change to change, e marks one as seen and goes on to the next that was not; so do the buttons.
import "./outline.js";
import "./reach.js";
import { inField, letters } from "./letters.js";

const changes = () => [...document.querySelectorAll("[data-change]")];
const here = () => document.activeElement?.closest?.("[data-change]") ?? document.querySelector("[data-change].here");

// The change at hand, else the one before the first that can be read below the bars.
function place(all) {
  const at = all.indexOf(here());
  return at >= 0 ? at : all.findIndex((one) => one.getBoundingClientRect().top > 120) - 0.5;
}

function step(by) {
  const all = changes();
  const at = place(all);
  go(all[by > 0 ? Math.floor(at) + 1 : Math.ceil(at) - 1]);
}

function go(change) {
  if (!change) return;
  for (const one of document.querySelectorAll("[data-change].here")) one.classList.remove("here");
  change.classList.add("here");
  change.focus({ preventScroll: true });
  change.scrollIntoView({ block: "center" });
}

const unseen = (change) => change.querySelector("button[data-unseen]");

// Where everything behind it was seen, it stays.
function next(change) {
  const all = changes();
  go(all.slice(all.indexOf(change) + 1).find(unseen) ?? change);
}

function see() {
  const change = here() ?? changes().find(unseen);
  if (!change) return;
  unseen(change)?.click();
  next(change);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  if (button) step(Number(button.dataset.step));
});

// The button that was pressed is drawn anew: the keyboard goes on with the change.
document.addEventListener("htmx:beforeRequest", (event) => {
  const change = event.target.closest?.("[data-change]");
  if (change && change.contains(document.activeElement) && document.activeElement.matches("[data-unseen]")) next(change);
});

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!letters() || inField(event.target)) return;
  if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
  else if (event.key === "e") see();
  else return;
  event.preventDefault();
});

document.addEventListener("change", (event) => event.target.closest("form[data-pick]")?.requestSubmit());
