// Sections fold: which ones are remembered for each spec in this browser.
import { say, words } from "./say.js";

const sheet = document.querySelector("[data-spec]");
const key = sheet && `specroom:folded:${sheet.dataset.user}:${sheet.dataset.spec}`;
const sections = () => [...document.querySelectorAll("#document > .sec")];
let folded = new Set(read());

function read() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

function keep() {
  try {
    if (folded.size) localStorage.setItem(key, JSON.stringify([...folded]));
    else localStorage.removeItem(key);
  } catch {
    // a full or closed store: folded for now
  }
}

// The section, and all that stand deeper behind it.
function within(section) {
  const all = sections();
  const level = Number(section.dataset.level);
  const behind = all.slice(all.indexOf(section) + 1);
  const end = behind.findIndex((other) => other.dataset.section && !other.matches(".continued") && Number(other.dataset.level) <= level);
  return end < 0 ? behind : behind.slice(0, end);
}

export function draw() {
  const inside = new Set();
  for (const section of sections()) {
    const shut = folded.has(section.dataset.section);
    section.classList.toggle("folded", shut);
    section.querySelector("[data-fold]")?.setAttribute("aria-expanded", String(!shut));
    if (shut) for (const other of within(section)) if (!other.matches(".unwritten")) inside.add(other);
    section.classList.toggle("in-folded", inside.has(section));
  }
}

export function fold(section, shut) {
  if (shut) folded.add(section.dataset.section);
  else folded.delete(section.dataset.section);
  keep();
  draw();
  const name = section.querySelector("h2, h3, h4")?.textContent.trim() ?? "";
  say(words(shut ? "folded" : "unfolded", { section: name }));
}

export function unfoldAround(row) {
  const own = row.closest(".sec");
  if (!own) return;
  const heading = row.matches(".head-row") && row.querySelector("[data-fold]");
  for (const section of sections()) {
    const hides = (section === own && !heading) || within(section).includes(own);
    if (hides && folded.has(section.dataset.section)) fold(section, false);
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fold]");
  const section = button?.closest(".sec");
  if (section) fold(section, button.getAttribute("aria-expanded") === "true");
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-outline]");
  const section = link && document.getElementById(link.dataset.outline);
  if (section) unfoldAround(section.querySelector(".row") ?? section);
});
document.addEventListener("htmx:afterSettle", () => folded.size && draw());
if (sheet) draw();
