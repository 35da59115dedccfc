// A page that shows a frozen text: its words stand; who says what of it, what of it is done, and by whom, does not.
import "./live-here.js";
import { isWriting, pause } from "./live-panel.js";
import "./live-people.js";
import { follow } from "./live-follow.js";
import { live } from "./live.js";
import "./live-state.js";

const sheet = document.querySelector("[data-watched]");
const key = sheet.dataset.spec.replaceAll("/", "");
const done = ({ verb }) => ["ticked", "unticked", "assigned"].includes(verb);
let waiting = [];
let timer = 0;

live.on("events", (event) => {
  if (event.spec !== key) return;
  waiting.push(event);
  if (timer && isWriting(event)) return;
  clearTimeout(timer);
  timer = setTimeout(draw, pause([event]));
});

async function draw() {
  timer = 0;
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
