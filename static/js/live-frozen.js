// A page that shows a frozen text: its words stand; who says what of it, and what of it is done, does not.
import "./live-panel.js";
import { follow } from "./live-follow.js";
import { live } from "./live.js";
import "./live-state.js";

const SOON = 400;
const sheet = document.querySelector("[data-watched]");
const key = sheet.dataset.spec.replaceAll("/", "");
const done = ({ verb }) => ["ticked", "unticked"].includes(verb);
const writing = ({ verb }) => ["typed", "edited"].includes(verb); // in the working text, which is not shown here
let waiting = [];
let timer = 0;

live.on("events", (event) => {
  if (event.spec !== key || writing(event)) return;
  waiting.push(event);
  clearTimeout(timer);
  timer = setTimeout(draw, SOON * (0.5 + Math.random()));
});

async function draw() {
  const events = waiting;
  waiting = [];
  const ticked = "reading" in sheet.dataset && events.some(done);
  const asked = ticked ? location.href : `${sheet.dataset.spec}changed`;
  const answer = await fetch(asked, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Fragment") !== "1") return;
  const parts = Object.assign(document.createElement("template"), { innerHTML: await answer.text() }).content;
  const talk = parts.getElementById("talk");
  if (talk) document.getElementById("talk")?.replaceWith(talk);
  for (const id of ticked ? ["text", "outline"] : []) follow(document.getElementById(id), parts.getElementById(id));
  document.body.dispatchEvent(new CustomEvent("htmx:afterSettle", { bubbles: true, detail: { elt: null, target: null, requestConfig: {} } }));
  document.dispatchEvent(new CustomEvent("specroom:elsewhere", { detail: { events, state: answer.headers.get("X-State") } }));
}

live.watch(key, Number(sheet.dataset.watched));
