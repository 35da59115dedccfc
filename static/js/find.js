// Find in this spec: marks every place, counts them, and goes from one to the next, into folded sections too.
import { inField, letters } from "./letters.js";
import { MOST, places } from "./find-places.js";
import { reveal } from "./reveal.js";

const bar = document.getElementById("find");
const field = bar.querySelector("input");
const count = bar.querySelector("[data-find-count]");
const said = bar.querySelector("[data-find-said]");
const PAUSE = 120;
let found = [];
let at = -1;
let waiting = 0;

function show(words = "") {
  const marked = String(getSelection()).trim();
  bar.hidden = false;
  if (words || marked) field.value = words || marked.slice(0, 200);
  field.focus();
  field.select();
  look();
}

function hide() {
  const row = found[at]?.startContainer.parentElement?.closest("[data-row]");
  bar.hidden = true;
  found = [];
  draw();
  keepInAddress("");
  row?.focus({ preventScroll: true });
}

// Looks anew and stays near: at the place nearest below the top of the window.
function look(go = true) {
  found = places(document.querySelector(".sheet"), field.value);
  at = found.findIndex((range) => range.getBoundingClientRect().bottom > 64);
  if (at < 0 && found.length) at = 0;
  keepInAddress(field.value.trim());
  draw();
  if (go && found.length) reach();
  tell();
}

function step(by) {
  if (found.some((range) => !range.startContainer.isConnected)) look(false);
  if (!found.length) return tell();
  at = (at + by + found.length) % found.length;
  draw();
  reach();
  tell();
}

function draw() {
  if (!globalThis.Highlight) return;
  CSS.highlights.set("find", new Highlight(...found));
  const now = new Highlight(...(found[at] ? [found[at]] : []));
  now.priority = 1;
  CSS.highlights.set("find-now", now);
}

function reach() {
  const element = found[at].startContainer.parentElement;
  reveal(element);
  const inside = ({ top, bottom }) => top > 96 && bottom < innerHeight - 72;
  if (inside(found[at].getBoundingClientRect())) return;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  const { top } = found[at].getBoundingClientRect();
  if (!inside(found[at].getBoundingClientRect())) scrollBy({ top: top - innerHeight / 2, behavior: "instant" });
}

function tell() {
  const many = found.length > MOST;
  const pattern = found.length ? (many ? bar.dataset.many : bar.dataset.of) : bar.dataset.none;
  const words = field.value.trim() ? pattern.replace("{at}", at + 1).replace("{all}", many ? MOST : found.length) : "";
  count.textContent = words;
  const row = found[at]?.startContainer.parentElement?.closest("[data-row]");
  const name = row?.querySelector(".row-uid")?.textContent.trim();
  said.textContent = name ? `${words}: ${name}` : words;
}

// The address can be passed on: it opens with the same words looked for.
function keepInAddress(words) {
  const address = new URL(location.href);
  if (words) address.searchParams.set("find", words);
  else address.searchParams.delete("find");
  if (address.href !== location.href) history.replaceState(history.state, "", address);
}

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE);
});

bar.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  if (event.key === "Escape") hide();
  else if (event.key === "Enter" && event.target === field) step(event.shiftKey ? -1 : 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
});

bar.addEventListener("click", (event) => {
  if (event.target.closest("[data-find-next]")) step(1);
  else if (event.target.closest("[data-find-previous]")) step(-1);
  else if (event.target.closest("[data-find-close]")) hide();
});

document.addEventListener("keydown", (event) => {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.defaultPrevented;
  if (!plain || !letters() || inField(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "f") show();
  else if (!bar.hidden && (event.key === "n" || event.key === "p")) step(event.key === "n" ? 1 : -1);
  else return;
  event.preventDefault();
});

document.addEventListener("specroom:find", (event) => show(event.detail));
document.addEventListener("htmx:afterSettle", () => {
  if (bar.hidden) return;
  clearTimeout(waiting);
  waiting = setTimeout(look, PAUSE, false);
});

const asked = new URLSearchParams(location.search).get("find");
if (asked) show(asked);
