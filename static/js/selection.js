// Rows that are selected: by Shift and a click or an arrow, by x, by the row's menu. The bar does with them what it says.
import { inField, letters } from "./letters.js";
import { say, words } from "./say.js";

const bar = document.getElementById("selection");
const chosen = new Set();
let anchor = null;

export const rows = () => [...document.querySelectorAll("[data-row]:not(.title-row)")].filter((row) => row.offsetParent);
export const selected = () => [...chosen].map((id) => document.getElementById(id)).filter(Boolean);
const numberOf = (row) => row.id.slice("row-".length);

function show() {
  for (const row of document.querySelectorAll("[data-row].selected")) row.classList.toggle("selected", chosen.has(row.id));
  for (const row of selected()) row.classList.add("selected");
  const count = chosen.size;
  const text = count === 1 ? words("selectedOne") : words("selected", { count });
  bar.hidden = !count;
  if (!count) document.body.classList.remove("choosing");
  bar.querySelector("[data-count]").textContent = text;
  bar.querySelector("[data-rows]").replaceChildren(
    ...selected().map((row) => Object.assign(document.createElement("input"), { type: "hidden", name: "row", value: numberOf(row) })),
  );
  bar.querySelector("[data-priorities]").hidden = !selected().some((row) => row.dataset.row === "requirement");
  for (const menu of bar.querySelectorAll("details")) menu.open = false;
  say(count ? text : words("cleared"));
}

export function clear() {
  if (!chosen.size) return;
  chosen.clear();
  show();
}

export function toggle(row) {
  if (!bar) return;
  if (!chosen.delete(row.id)) chosen.add(row.id);
  anchor = row.id;
  show();
}

// All rows from where the selection began to this one.
export function reach(row) {
  if (!bar) return;
  const all = rows();
  const from = all.findIndex((other) => other.id === anchor);
  const to = all.indexOf(row);
  if (from < 0) anchor = row.id;
  chosen.clear();
  for (const other of all.slice(Math.min(from < 0 ? to : from, to), Math.max(from, to) + 1)) chosen.add(other.id);
  show();
}

document.addEventListener("mousedown", (event) => {
  const row = event.target.closest("[data-row]");
  if (row && (event.shiftKey || event.ctrlKey || event.metaKey) && !inField(event.target)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-row]:not(.title-row)");
  if (!row || !bar || event.target.closest("a, button, input, textarea, select, summary")) return;
  if (event.shiftKey) {
    anchor ??= document.activeElement?.closest?.("[data-row]")?.id ?? null;
    reach(row);
  } else if (event.ctrlKey || event.metaKey || document.body.classList.contains("choosing")) toggle(row);
  else return clear();
  event.preventDefault();
  row.focus({ preventScroll: true });
});

// Registered before the page's other keys: with Shift an arrow or j and k take a row along.
document.addEventListener("keydown", (event) => {
  if (!bar || event.defaultPrevented || inField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = event.target.closest?.("[data-row]");
  if (event.key === "Escape" && chosen.size) return clear();
  if (!row) return;
  const step = { ArrowDown: 1, ArrowUp: -1, ...(letters() ? { J: 1, K: -1 } : {}) }[event.key];
  if (event.shiftKey && step) extend(event, row, step);
  else if (event.key === "x" && letters()) toggle(row);
  else if (event.key === "Delete" && chosen.size) bar.querySelector('[value="delete"]').click();
});

function extend(event, row, step) {
  event.preventDefault();
  if (!chosen.size) anchor = row.id;
  const next = rows()[rows().indexOf(row) + step];
  if (!next) return;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  reach(next);
}

bar?.querySelector("[data-clear]").addEventListener("click", clear);
bar?.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.formData.has("priority") && !event.detail.formData.has("act")) event.detail.formData.set("act", "priority");
});
document.addEventListener("specroom:held", ({ detail: { elt } }) => bar?.contains(elt) && setTimeout(clear, 0));
bar?.querySelector("[data-homes]").addEventListener("toggle", (event) => {
  if (!event.target.open) return;
  const asked = selected().map((row) => `row=${numberOf(row)}`).join("&");
  htmx.ajax("GET", `${event.target.dataset.homes}?${asked}`, { target: bar.querySelector("[name=to]"), swap: "innerHTML" });
});

// What a save drew anew is still selected; what is gone is not.
document.addEventListener("htmx:afterSettle", () => {
  const before = chosen.size;
  for (const id of chosen) if (!document.getElementById(id)?.matches("[data-row]")) chosen.delete(id);
  if (before !== chosen.size) show();
  else for (const row of selected()) row.classList.add("selected");
});
