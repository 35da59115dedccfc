// Who is here: in the top bar, in the outline, and at the row that somebody has open. Nobody is shown to oneself.
import { live } from "./live.js";
import { badge, short, words } from "./live-flash.js";
import { steady } from "./live-place.js";

const MOST = 4;
const sheet = document.querySelector("[data-spec]:is([data-number], [data-watched])");
const key = sheet?.dataset.spec.replaceAll("/", "");
const bar = document.getElementById("people");
let people = [];

live.on("people", (message) => {
  if (message.spec !== key) return;
  people = message.people.filter(({ id }) => id !== live.person);
  show();
});
live.on("down", () => {
  people = [];
  show();
});
for (const name of ["htmx:afterSettle", "htmx:oobAfterSwap", "specroom:marked"]) document.addEventListener(name, () => people.length && steady(inPlace));

function show() {
  inBar();
  steady(inPlace);
}

const link = ({ section }) => section && document.querySelector(`[data-outline="${CSS.escape(section)}"]`);
const titleOf = (person) => link(person)?.firstElementChild?.textContent.trim();

function said(person) {
  const section = titleOf(person);
  return section ? words("hereIn", { name: person.name, section }) : words("here", { name: person.name });
}

function inBar() {
  if (!bar) return;
  bar.hidden = !people.length;
  const marks = people.slice(0, MOST).map((person) => badge(person, said(person)));
  const text = document.createElement("span");
  text.className = "w no-phone";
  if (people.length === 1) text.textContent = words("here", { name: short(people[0].name) });
  if (people.length > MOST) text.textContent = words("more", { n: people.length - MOST });
  const list = document.createElement("span");
  list.className = "people";
  list.append(...marks);
  bar.replaceChildren(list, text);
}

function inPlace() {
  for (const old of document.querySelectorAll(".live-here")) old.remove();
  for (const row of document.querySelectorAll("[data-taken]")) {
    row.classList.remove("bar-l", `p${row.dataset.taken}`);
    delete row.dataset.taken;
  }
  for (const person of people) {
    const place = link(person)?.querySelector(".r");
    if (place) place.prepend(marked(badge(person, said(person))));
    if (person.open && !("watched" in sheet.dataset)) atRow(person); // a frozen row is not the one that is written in
  }
}

const marked = (element) => {
  element.classList.add("live-here", "live-note");
  return element;
};

function atRow(person) {
  const row = document.getElementById(`row-${person.row}`);
  if (!row) return;
  row.dataset.taken = person.colour;
  row.classList.add("bar-l", `p${person.colour}`);
  const line = marked(document.createElement("span"));
  line.classList.add("who", "editing", `p${person.colour}`);
  line.append(badge(person), words("busy", { name: short(person.name) }));
  const place = row.matches("[data-open]") ? row.querySelector(".foot") : row.querySelector(".row-body") ?? [...row.querySelectorAll("[data-cell]")].at(-1);
  if (row.matches("[data-open]")) place?.before(line);
  else place?.append(line);
}
