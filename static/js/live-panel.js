// The panel of a review, and the steps beside a frozen text, follow what others do; a note that is being written stays.
import { followIn } from "./live-follow.js";

const SOON = 400; // a hundred pages that hear of one verdict do not all ask at once
const LATER = 4_000; // of what is being written only how much it is stands here
const PARTS = "#review-panel, [data-watched] #stepper";
const STILL = 15_000; // whoever typed so long ago, as the server counts, is typing no more
let timer = 0;
let calm = 0;

export const isWriting = ({ verb }) => ["typed", "edited"].includes(verb);
export const pause = (events) => (events.every(isWriting) ? LATER : SOON) * (0.5 + Math.random());

document.addEventListener("specroom:elsewhere", ({ detail: { events } }) => {
  if (!document.querySelector(PARTS) || (timer && events.every(isWriting))) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, document.querySelector("[data-watched]") ? 0 : pause(events)); // it has waited already
});

async function refresh() {
  timer = 0;
  const sheet = document.querySelector("[data-spec]");
  const asked = "watched" in sheet.dataset ? location.href : `${sheet.dataset.spec}review?aside`;
  const answer = await fetch(asked, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Fragment") !== "1") return;
  const parts = Object.assign(document.createElement("template"), { innerHTML: await answer.text() }).content;
  for (const fresh of [...parts.children]) {
    const place = document.getElementById(fresh.id);
    if (place) for (const element of followIn(place, fresh)) htmx.process(element);
  }
  lookAgain();
}

// Nobody says that nothing more is typed.
function lookAgain() {
  clearTimeout(calm);
  if (document.querySelector("[data-live=hands]")) calm = setTimeout(refresh, STILL);
}
lookAgain();
