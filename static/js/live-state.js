// When the state of the spec is another, or what one may do with it, the page says so and leaves what is typed alone.
import { live } from "./live.js";
import { short, words } from "./live-flash.js";

const sheet = document.querySelector("[data-spec][data-state]");
const banner = document.getElementById("elsewhere");

function say(text, act = true) {
  if (!banner) return;
  banner.hidden = false;
  banner.querySelector("span").textContent = text;
  banner.querySelector("[data-again]").hidden = !act;
}

document.addEventListener("specroom:elsewhere", ({ detail: { events, state } }) => {
  if (!sheet || !state || state === sheet.dataset.state) return;
  sheet.dataset.state = state;
  const { by } = events.at(-1);
  say(by.id === live.person ? words("ownState") : words("state", { name: short(by.name) }));
});

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("#elsewhere [data-again]")) return;
  event.preventDefault();
  location.reload();
});

live.on("left", ({ spec }) => {
  if (spec === sheet?.dataset.spec.replaceAll("/", "")) say(words("left"), false);
});
