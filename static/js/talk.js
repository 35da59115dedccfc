// How many comments stand where: at the bubble of each row, in the outline, on the tab. What unfolds comes when wanted.
import { later } from "./later.js";
import { inField, letters } from "./letters.js";

export const base = document.querySelector("[data-spec]")?.dataset.spec;
export const ROW = '[id^="row-"]:not([data-open])';
export const rowOf = (place) => document.getElementById(place === "spec" ? "lead" : /^\d+$/.test(place) ? `row-${place}` : `unwritten-${place}`);
export const placeOf = (row) => (/^row-(\d+)$/.exec(row?.id ?? "") ?? [])[1];
const index = () => document.getElementById("talk");
const tab = document.querySelector("[data-talk-tab]");
const whole = (asked) => later(() => import("./talk-panel.js"), asked);

// A row that is drawn anew knows nothing of its comments.
export function mark() {
  const marks = new Map([...(index()?.children ?? [])].map((one) => [one.dataset.place, one]));
  for (const link of document.querySelectorAll("[data-talk].counted")) {
    if (!marks.has(link.dataset.talk)) uncounted(link);
  }
  for (const [place, one] of marks) {
    const link = bubble(place, one);
    if (!link || link.dataset.count === one.dataset.count) continue;
    link.classList.add("counted");
    link.dataset.count = one.dataset.count;
    link.setAttribute("aria-label", one.textContent);
  }
  inOutline(marks);
  const said = index()?.dataset.said ?? "0";
  const number = tab?.querySelector(".n");
  if (number) number.textContent = said === "0" ? "" : said;
  document.dispatchEvent(new CustomEvent("specroom:marked"));
}

function inOutline(marks) {
  const counts = new Map();
  for (const [place, one] of marks) {
    const section = rowOf(place)?.closest(".sec")?.id;
    if (section) counts.set(section, (counts.get(section) ?? 0) + Number(one.dataset.count));
  }
  for (const old of document.querySelectorAll(".outline .talk-in")) old.remove();
  for (const [section, count] of counts) {
    const said = document.createElement("span");
    said.className = "talk-in";
    said.append(drawn(), String(count));
    document.querySelector(`[data-outline="${CSS.escape(section)}"] .r`)?.prepend(said);
  }
}

const drawn = () => document.getElementById("talk-bubble").content.cloneNode(true);

function uncounted(link) {
  link.classList.remove("counted");
  delete link.dataset.count;
  if (link.dataset.name) link.setAttribute("aria-label", link.dataset.name);
}

function bubble(place, one) {
  const row = rowOf(place);
  const own = row?.querySelector(`[data-talk="${CSS.escape(place)}"]`);
  if (own) {
    own.dataset.name ??= own.getAttribute("aria-label");
    return own;
  }
  const notes = row?.querySelector(".row-notes, .grid-edit") ?? row?.querySelector("[data-cell]:last-of-type");
  if (!notes) return null;
  const link = Object.assign(document.createElement("a"), { className: "say-on", href: one.href });
  link.dataset.talk = place;
  link.append(drawn());
  notes.prepend(link);
  return link;
}

const plain = (event) => !(event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented);

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("[data-talk], [data-talk-tab]");
  if (!link || !base || !plain(event) || event.shiftKey || event.button !== 0) return;
  if (link !== tab && !rowOf(link.dataset.talk)) return;
  event.preventDefault();
  const panel = await whole(true);
  if (link === tab) panel?.choose(tab);
  else panel?.toggle(link);
});

// c: on the words that are selected, else on the row that has the keyboard.
document.addEventListener("keydown", async (event) => {
  if (event.key !== "c" || event.isComposing || !plain(event) || !letters() || !base || inField(event.target)) return;
  const chosen = getSelection().isCollapsed ? event.target : getSelection().getRangeAt(0).startContainer;
  const place = placeOf((chosen.closest ? chosen : chosen.parentElement)?.closest(ROW));
  if (!place) return;
  event.preventDefault();
  (await whole(true))?.open(place);
});

document.addEventListener("selectionchange", () => base && !getSelection().isCollapsed && whole());

for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(name, mark);
mark();
if (/^#comment-/.test(location.hash)) whole();
addEventListener("hashchange", () => /^#comment-/.test(location.hash) && whole());
