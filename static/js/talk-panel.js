// The panel's list of comments, in the place of the others while it is chosen; and the forms in which one writes them.
import "./complete.js";
import "./talk-keep.js";
import "./talk-live.js";
import { arrive } from "./talk-open.js";
import { base, mark, rowOf } from "./talk.js";

export { open, toggle } from "./talk-open.js";

const tab = document.querySelector("[data-talk-tab]");
const list = document.getElementById("comments");

const isShown = () => list && !list.hidden;
const load = () => htmx.ajax("GET", `${base}threads`, { source: list, target: list, swap: "innerHTML" });

export function choose(link) {
  const shown = link === tab;
  for (const one of tab.closest(".tabs").querySelectorAll("a:not(.x)")) {
    one.classList.toggle("on", one === link);
    if (one === link) one.setAttribute("aria-current", "true");
    else one.removeAttribute("aria-current");
  }
  list.hidden = !shown;
  list.parentElement.classList.toggle("talks", shown);
  if (shown) load();
}

tab?.closest(".tabs").addEventListener("click", (event) => {
  const other = event.target.closest("a:not(.x, [data-talk-tab])");
  if (!other || !isShown() || !("here" in other.dataset)) return; // what is not in the page is another page's
  event.preventDefault();
  choose(other);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("#comments a[data-comment]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const { place, comment } = link.dataset;
  if (!rowOf(place)) return; // its row is gone: it has a page
  event.preventDefault();
  if (location.hash === "#panel-sheet") location.hash = "main";
  arrive(place, comment);
});

document.addEventListener("specroom:talked", () => {
  mark();
  if (isShown()) load();
});

// Ctrl+Enter says it; a field grows with what is typed.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-say]");
  if (!form || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("button:not([type=button])"));
});

document.addEventListener("click", async (event) => {
  const text = event.target.closest?.("[data-copy-text]")?.dataset.copyText;
  if (text !== undefined) await navigator.clipboard.writeText(text).catch(() => {});
});
