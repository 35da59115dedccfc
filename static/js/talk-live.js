// What others say in threads that are unfolded here, and in the list of comments, stands there within a moment. What is
// being written stays as it is, with the thread it answers.
import { called, short, words } from "./live-flash.js";
import { followIn, isInUse } from "./live-follow.js";
import { live } from "./live.js";
import { say } from "./say.js";
import { address } from "./talk-open.js";
import { base } from "./talk.js";

const SOON = 150;
const FLASH = 4_000;
const list = document.getElementById("comments");
let timer = 0;
let by = null;

document.addEventListener("specroom:elsewhere", ({ detail: { events } }) => {
  const told = events.filter((event) => event.beside || event.rows.some((row) => document.getElementById(`talk-${row}`)));
  if (!told.length) return;
  by = told.at(-1).by;
  clearTimeout(timer);
  timer = setTimeout(refresh, SOON * (0.5 + Math.random()));
});

async function refresh() {
  const parts = [...document.querySelectorAll("[id^=talk-]:is(.talk, .talk-part)")].filter((part) => part.childElementCount);
  for (const part of parts) await draw(part, address(part.id.slice("talk-".length)));
  if (list && !list.hidden) await draw(list, `${base}threads`);
}

async function draw(place, from) {
  const answer = await fetch(from, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Fragment") !== "1" || !place.isConnected) return;
  const fresh = Object.assign(document.createElement("div"), { innerHTML: await answer.text() });
  fresh.querySelector("#talk")?.remove(); // the page has it already
  for (const kept of place.querySelectorAll(":scope > .thread")) if (isInUse(kept)) fresh.querySelector(`.talk-done #${kept.id}`)?.remove();
  const known = new Set([...place.querySelectorAll("article[id]")].map(({ id }) => id));
  const drawn = followIn(place, fresh);
  one(place);
  for (const element of drawn) htmx.process(element);
  if (place !== list) tell([...place.querySelectorAll("article[id]")].filter(({ id }) => !known.has(id)));
  document.dispatchEvent(new CustomEvent("specroom:marked"));
}

// The form for another thread stands in one place: where somebody writes in it.
function one(place) {
  const forms = [...place.querySelectorAll("form[data-talk-new]")];
  const [used] = forms.filter(isInUse);
  if (used && forms.length > 1) for (const form of forms) if (form !== used) (form.closest(".talk-another") ?? form).remove();
}

function tell(said) {
  if (!said.length || by.id === live.person) return;
  for (const article of said) article.classList.add("flash", `p${by.colour}`);
  setTimeout(() => said.forEach((article) => article.classList.remove("flash", `p${by.colour}`)), FLASH);
  say(words("commented", { name: short(called(by)) }));
}
