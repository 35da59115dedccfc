// What is not saved is said where the eyes are: beneath its row, in the top bar, and above the document while offline.
import { drop, entries, look, now, tryNow } from "./outbox.js";
import { words } from "./keeping.js";
import { paint } from "./outbox-rest.js";

const SLOW = 400;
const byId = (id) => document.getElementById(id);
let offline = navigator.onLine ? null : new Date();
let slow = 0;

addEventListener("offline", () => say((offline = new Date())));
addEventListener("online", () => say((offline = null)));
document.addEventListener("specroom:outbox", () => {
  say();
  clearTimeout(slow);
  slow = setTimeout(say, SLOW);
});
document.addEventListener("htmx:afterSettle", () => {
  if (entries().length || document.querySelector("[data-held]")) paint();
});
const told = document.getElementsByClassName("fail"); // a list that the browser keeps
setInterval(() => [...told].filter(({ dataset }) => dataset.entry).forEach(tick), 1000);

function say() {
  paint();
  const all = entries();
  const failed = now() || offline ? all : all.filter(({ stuck }) => stuck);
  const late = all.filter(({ n }) => Date.now() - n >= SLOW);
  const mark = byId("trouble");
  if (mark) {
    mark.hidden = !failed.length && !late.length;
    mark.classList.toggle("bad", failed.length > 0);
    mark.lastElementChild.textContent = failed.length ? words(failed.length === 1 ? "one" : "many", { n: failed.length }) : words("saving");
    byId("saved")?.toggleAttribute("hidden", !mark.hidden);
  }
  const banner = byId("offline");
  if (!banner) return;
  banner.hidden = !offline;
  if (!offline) return;
  const time = new Intl.DateTimeFormat(undefined, { timeStyle: "short" }).format(offline);
  const said = ["offline-none", "offline-one"][all.length] ?? "offline-many";
  banner.lastElementChild.textContent = words(said, { time, n: all.length });
}

document.addEventListener("specroom:failing", ({ detail: { row, entry } }) => {
  let line = row.querySelector(".fail");
  if (!line) {
    line = byId("fail-line").content.firstElementChild.cloneNode(true);
    (row.querySelector(".row-body") ?? row).append(line);
    line.querySelector("[data-aloud]").textContent = words("aloud", { row: nameOf(row, entry) }); // once; the seconds below are not read out
    line.querySelector("[data-try]").addEventListener("click", tryNow);
    line.querySelector("[data-copy]").addEventListener("click", () => copy(entry.fields));
    line.querySelector("[data-drop]").addEventListener("click", () => drop(entry.key));
  }
  line.dataset.entry = entry.key;
  line.querySelector("[data-drop]").hidden = !entry.stuck;
  line.querySelector("[data-copy]").hidden = !entry.typed;
  tick(line);
});

const nameOf = (row, { fields }) => row.dataset.uid || fields.find(([name, value]) => name === "uid" && value)?.[1] || words("this-row");

function tick(line) {
  const entry = entries().find(({ key }) => key === line.dataset.entry);
  const trouble = now();
  const why = entry?.stuck ?? trouble?.why;
  if (!entry || !why) return;
  const left = entry.stuck ? 0 : Math.ceil((trouble.until - Date.now()) / 1000);
  const said = [entry.said ? words("said", { said: entry.said }) : words(why), words("kept")];
  if (left > 0) said.push(words("again", { s: left }));
  const place = line.querySelector("[data-words]");
  if (place.textContent !== said.join(" ")) place.textContent = said.join(" ");
}

const MINE = (name, value) => value && !["base", "stamp", "seen", "kind", "after", "parent", "section", "place", "save", "next"].includes(name);

export function copy(fields) {
  const text = fields.filter(([name, value]) => MINE(name, value) && !name.startsWith("theirs-")).map(([, value]) => value);
  navigator.clipboard?.writeText(text.join("\n"));
}

look();
