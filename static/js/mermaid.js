// Diagrams are drawn in a frame that has no origin and can reach nothing; what comes back is shown as an image, never as
// part of the page. `draw(source)` gives { svg, width, height, alt } or { fault, line }.
import { look } from "./mermaid-look.js";
import { forget, picture } from "./mermaid-picture.js";
import { words } from "./code-words.js";

const LONGEST = 50_000;
const TIME = 8_000;
const LOADING = 30_000;
const KEPT = 60;

let frame = null;
let ready = null;
let busy = Promise.resolve();
let number = 0;
const kept = new Map();

function open() {
  if (frame) return ready;
  frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("aria-hidden", "true");
  frame.tabIndex = -1;
  frame.className = "draw-frame";
  frame.title = words().diagram;
  frame.src = words().frame;
  ready = answer((said) => said.ready === true, LOADING);
  document.body.append(frame);
  return ready;
}

function close() {
  frame?.remove();
  frame = null;
  ready = null;
}

// The first message of the frame, and of nobody else, that is the one; null if it does not come in time.
function answer(wanted, time) {
  const from = frame;
  return new Promise((resolve) => {
    const done = (said) => {
      clearTimeout(timer);
      removeEventListener("message", hear);
      resolve(said);
    };
    const timer = setTimeout(() => done(null), time);
    const hear = (event) => {
      if (event.source === from.contentWindow && event.origin === "null" && event.data && wanted(event.data)) done(event.data);
    };
    addEventListener("message", hear);
  });
}

async function ask(source) {
  if (!(await open())) {
    close();
    return { fault: words().undrawn, line: 1 };
  }
  const id = (number += 1);
  const drawn = answer((said) => said.id === id, TIME);
  frame.contentWindow.postMessage({ id, source, look: look() }, "*");
  const said = await drawn;
  if (!said) {
    close();
    return { fault: words().slow, line: 1 };
  }
  if (typeof said.svg !== "string") return { fault: faultOf(said), line: Number(said.line) || 1 };
  return picture(said, words().diagram) ?? { fault: words().undrawn, line: 1 };
}

function dropOldest() {
  const [key, drawn] = kept.entries().next().value;
  kept.delete(key);
  forget(drawn);
}

const keyOf = (source) => `${look().name}\n${source}`;

function faultOf({ fault, near, unknown }) {
  if (unknown === true) return words().unknown;
  return near ? words().near.replace("{near}", String(near)) : String(fault || words().undrawn);
}

// What was drawn before, at once; undefined if it was not.
export const known = (source) => kept.get(keyOf(source));

export function draw(source) {
  if (source.length > LONGEST) return Promise.resolve({ fault: words().long, line: 1 });
  const key = keyOf(source);
  if (kept.has(key)) return Promise.resolve(kept.get(key));
  busy = busy.then(async () => {
    if (kept.has(key)) return kept.get(key);
    const drawn = await ask(source);
    kept.set(key, drawn);
    if (kept.size > KEPT) dropOldest();
    return drawn;
  });
  return busy;
}
