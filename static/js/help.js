// ? shows the keys; the list comes from the page that has them, once.
import { inField, letters } from "./letters.js";

const dialog = document.getElementById("help");
const place = dialog.querySelector("[data-help-list]");

export async function help() {
  if (document.querySelector("dialog[open]")) return;
  if (!place.childElementCount) {
    const answer = await fetch(dialog.dataset.help);
    if (answer.headers.get("X-Fragment") !== "1") return location.assign("/keys");
    const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    place.replaceChildren(...part.childNodes);
  }
  dialog.showModal();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.isComposing || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || !letters() || inField(event.target)) return;
  event.preventDefault();
  help();
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});
