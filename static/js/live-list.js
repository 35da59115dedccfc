// A list of specs follows what happens in them: their state, what waits, who is in each. What is typed in its filter, and
// the column that is being chosen, stay.
import { follow } from "./live-follow.js";
import { live } from "./live.js";

const SOON = 1_500; // many move at once when a release is due: asked for together
const CALM = 15_000; // somebody writes and writes: not at each pause
const FLASH = 4_000;
const words = document.querySelector("[data-live-list]").dataset;
const crowds = new Map(); // by key of the spec
let timer = 0;
let due = 0; // when it is asked next
let asked = 0; // when it was asked last
let asking = false;
let again = false;
let missed = false; // the line was down meanwhile

function soon({ calm = false } = {}) {
  const at = Date.now() + SOON * (0.5 + Math.random()) + (calm ? Math.max(0, asked + CALM - Date.now()) : 0);
  if (timer && at >= due) return;
  clearTimeout(timer);
  due = at;
  timer = setTimeout(ask, at - Date.now());
}

async function ask() {
  timer = 0;
  again = asking || document.hidden;
  if (again) return;
  asking = true;
  asked = Date.now();
  try {
    const answer = await fetch(location.href, { headers: { "HX-Request": "true" }, cache: "no-store" });
    if (answer.ok && answer.headers.get("X-Fragment") === "1") put(await answer.text());
  } catch {
    again = true; // the line will be back
  }
  asking = false;
  if (again && live.up) soon();
}

function put(html) {
  const parts = Object.assign(document.createElement("template"), { innerHTML: html }).content;
  for (const part of [...parts.children]) {
    const place = document.getElementById(part.id);
    for (const fresh of place ? follow(place, part) : []) flash(fresh);
  }
  show();
}

function flash(element) {
  if (!element.matches("tr, li")) return;
  element.classList.add("flash");
  setTimeout(() => element.classList.remove("flash"), FLASH);
}

function show() {
  for (const old of document.querySelectorAll("[data-live-list] .live-here")) old.remove();
  for (const [key, people] of crowds) {
    const others = people.filter(({ id }) => id !== live.person);
    const place = document.querySelector(`#spec-${CSS.escape(key)} .title`);
    if (!place || !others.length) continue;
    const here = Object.assign(document.createElement("span"), { className: "people live-here" });
    here.append(...others.slice(0, 4).map(badge));
    if (others.length > 4) here.append(` +${others.length - 4}`);
    place.append(here);
  }
}

function badge({ name, initials, colour }) {
  const said = words.here.replace("{name}", name);
  const mark = Object.assign(document.createElement("span"), { className: `av s p${colour}`, textContent: initials, title: said, role: "img" });
  mark.setAttribute("aria-label", said);
  return mark;
}

live.on("listed", soon);
live.on("crowd", ({ spec, people }) => {
  crowds.set(spec, people);
  show();
});
live.on("hello", () => missed && soon());
live.on("down", () => {
  missed = true;
  crowds.clear();
  show();
});
document.addEventListener("specroom:live-poll", soon);
document.addEventListener("visibilitychange", () => !document.hidden && again && soon());
addEventListener("pageshow", ({ persisted }) => persisted && soon());
live.list();
