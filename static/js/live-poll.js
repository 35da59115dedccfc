// Where no connection stands, it is asked every ten seconds what happened; and a mark in the top bar says so.
import { live } from "./live.js";

const EVERY = 10_000;
const SOON = 4_000;
const mark = document.getElementById("line");
let down = live.up ? 0 : Date.now();

live.on("hello", () => {
  down = 0;
  show();
});
live.on("down", () => {
  down ||= Date.now();
  setTimeout(show, SOON + 50);
});
setTimeout(show, SOON + 50);
setInterval(ask, EVERY);

const isDown = () => !live.up && down > 0 && Date.now() - down > SOON;

function show() {
  if (mark) mark.hidden = !isDown() || !navigator.onLine || !live.watches.size; // offline has a banner of its own
}
for (const name of ["online", "offline"]) addEventListener(name, show);

async function ask() {
  show();
  if (!isDown() || document.hidden || !navigator.onLine) return;
  document.dispatchEvent(new Event("specroom:live-poll"));
  for (const [spec, after] of live.watches) {
    try {
      const answer = await fetch(`/${spec}/since/${after}`, { headers: { "HX-Request": "true" } });
      if (answer.status === 404) live.hear({ m: "left", spec, why: "missing" });
      if (!answer.ok || answer.redirected) continue;
      const { events } = await answer.json();
      for (const event of events) live.hear(event);
    } catch {
      return; // the server does not answer: asked again
    }
  }
}
