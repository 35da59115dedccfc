// What others change is drawn in place: their events bring ids, the parts of the page that show them are fetched as any
// page is, and stand there with a tint and a name. What this window saved itself is not drawn twice.
import { live } from "./live.js";
import { tell } from "./live-flash.js";
import { meanwhile, wentAway } from "./live-meanwhile.js";
import { put } from "./live-place.js";
import { entries } from "./outbox.js";

const SOON = 40;
const AGAIN = 3_000;
const sheet = document.querySelector("[data-spec][data-number]");
const base = sheet?.dataset.spec;
const key = base?.replaceAll("/", "");
const own = new Set(); // numbers of what was saved here
let latest = 0; // of them
const seen = new Set();
// What came was drawn before something that was saved here meanwhile.
class Overtaken extends Error {}

let waiting = [];
let timer = 0;
let drawing = false;

function hear(event) {
  if (event.spec !== key || seen.has(event.number)) return;
  seen.add(event.number);
  waiting.push(event);
  later(SOON);
}

function later(ms) {
  clearTimeout(timer);
  timer = setTimeout(draw, ms);
}

// Of what I did, perhaps here: it is known once nothing of mine is on its way.
const isMine = ({ by }) => by.id === live.person;
const onItsWay = () => entries().length > 0;

async function draw() {
  if (drawing) return later(SOON);
  waiting = waiting.filter((event) => !(isMine(event) && own.has(event.number)));
  const now = waiting.filter((event) => !isMine(event) || !onItsWay());
  if (!now.length) return;
  drawing = true;
  waiting = waiting.filter((event) => !now.includes(event));
  let wait = SOON;
  try {
    await show(now);
  } catch (trouble) {
    waiting = [...now, ...waiting];
    wait = trouble instanceof Overtaken ? SOON : AGAIN;
  }
  drawing = false;
  if (waiting.length) later(wait);
}

async function show(events) {
  const all = events.some((event) => event.all) || events.length > 200;
  const numbers = all ? Array(201).fill(1) : events.map(({ number }) => number);
  const asked = new URLSearchParams(numbers.map((n) => ["n", n]));
  if ("working" in sheet.dataset) asked.set("working", "");
  const answer = await fetch(`${base}changed?${asked}`, { headers: { "HX-Request": "true" } });
  if (answer.status === 404) return void live.hear({ m: "left", spec: key, why: "missing" });
  if (!answer.ok) throw new Error(String(answer.status));
  if (answer.headers.get("X-Fragment") !== "1") return; // logged out: the page says so when something is saved
  const html = await answer.text();
  if (Number(answer.headers.get("X-Number")) < latest) throw new Overtaken();
  place(html, events);
  document.dispatchEvent(new CustomEvent("specroom:elsewhere", { detail: { events, state: answer.headers.get("X-State") } }));
}

function place(html, events) {
  const who = new Map();
  for (const event of events) for (const row of event.rows) who.set(`row-${row}`, event);
  const { drawn, busy } = put(besides(html), new Set(who.keys()));
  for (const element of drawn) htmx.process(element);
  for (const open of busy) if (who.has(open.id)) meanwhile(open, who.get(open.id).by);
  for (const event of events) for (const row of event.gone) wentAway(row, event.by);
  // What stands around rows (comments, diagrams, what is selected) is put to the new ones, as after any answer.
  document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true, detail: { elt: null, target: null, requestConfig: {} } }));
  tell(events, who);
}

// The index of comments and the time of the last change come with every answer, and are no part of the text.
function besides(html) {
  const parts = Object.assign(document.createElement("template"), { innerHTML: html });
  const talk = parts.content.getElementById("talk");
  const saved = parts.content.getElementById("saved");
  if (talk) document.getElementById("talk")?.replaceWith(talk);
  const mark = document.getElementById("saved");
  if (saved && mark) mark.dataset.saved = saved.dataset.saved;
  saved?.remove();
  return parts.innerHTML;
}

if (sheet) {
  live.on("events", hear);
  live.watch(key, Number(sheet.dataset.number));
  live.on("hello", () => later(SOON));
  document.addEventListener("specroom:saved", ({ detail: { number } }) => {
    if (number) own.add(number);
    latest = Math.max(latest, number ?? 0);
    later(SOON);
  });
  document.addEventListener("specroom:outbox", () => waiting.length && later(SOON));
}
