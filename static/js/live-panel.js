// The panel of a review follows what others say there; a note that is being written stays.
import { followIn } from "./live-follow.js";

const SOON = 400; // a hundred pages that hear of one verdict do not all ask at once
const writing = ({ verb }) => ["typed", "edited"].includes(verb);
let timer = 0;

document.addEventListener("specroom:elsewhere", ({ detail: { events } }) => {
  if (!document.getElementById("review-panel") || events.every(writing)) return;
  clearTimeout(timer);
  timer = setTimeout(refresh, SOON * (0.5 + Math.random()));
});

async function refresh() {
  const sheet = document.querySelector("[data-spec]");
  const asked = "watched" in sheet.dataset ? location.href : `${sheet.dataset.spec}review?aside`;
  const answer = await fetch(asked, { headers: { "HX-Request": "true" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Fragment") !== "1") return;
  const parts = Object.assign(document.createElement("template"), { innerHTML: await answer.text() }).content;
  const [place, fresh] = [document.getElementById("review-panel"), parts.getElementById("review-panel")];
  if (place && fresh) for (const element of followIn(place, fresh)) htmx.process(element);
}
