// The handle of the row under the pointer or with the focus: dragged it moves the row, pressed it opens the row's menu.
import { copy } from "./address.js";
import { lot, move } from "./moving.js";
import { open } from "./opening.js";
import { rows, toggle } from "./selection.js";

const template = (id) => document.getElementById(id)?.content.firstElementChild.cloneNode(true);
const editable = document.querySelector("[data-editable]");
const handle = editable && template("row-handle");
let menu = null;

function follow(event) {
  const row = event.target.closest?.("[data-row]:not(.title-row), [data-open][id^=row-]");
  if (!row || menu || handle.matches(".held") || handle.closest(".row") === row) return;
  (row.role === "row" ? cellIn(row) : row).append(handle);
}

// In a table's line it stands in a cell, as all there does.
function cellIn(row) {
  const cell = document.createElement("div");
  cell.role = "gridcell";
  cell.className = "handle-cell";
  document.querySelector(".handle-cell")?.remove();
  row.append(cell);
  return cell;
}

if (handle) {
  document.addEventListener("pointerover", follow);
  document.addEventListener("focusin", follow);
  handle.addEventListener("click", (event) => {
    event.stopPropagation();
    if (!handle.matches(".dragged")) show(handle.closest(".row"));
  });
  document.addEventListener("contextmenu", (event) => {
    const row = event.target.matches?.("[data-row]") && event.target; // by key: the row itself has the focus
    if (!row || event.button === 2 || event.pointerType === "mouse") return;
    event.preventDefault();
    follow(event);
    show(row);
  });
}

export function show(row) {
  hide();
  menu = template("row-menu");
  const link = row.querySelector("a[data-edit]");
  const base = document.querySelector("[data-spec]").dataset.spec;
  const section = row.dataset.row === "heading";
  for (const item of menu.querySelectorAll("[data-to]")) {
    item.href = `${base}row/${row.id.slice("row-".length)}/${item.dataset.to}`;
  }
  if (!link) menu.querySelector('[data-do="edit"]').remove();
  if (section) menu.querySelector('[data-do="home"]').remove();
  menu.addEventListener("click", (event) => act(event, row));
  menu.addEventListener("keydown", (event) => walk(event, row));
  row.append(menu);
  handle.setAttribute("aria-expanded", "true");
  const box = menu.getBoundingClientRect();
  menu.classList.toggle("above", box.bottom > innerHeight && row.getBoundingClientRect().top > box.height + 56);
  menu.querySelector("[role=menuitem]").focus();
}

export function hide(row = null) {
  menu?.remove();
  menu = null;
  handle?.setAttribute("aria-expanded", "false");
  row?.focus({ preventScroll: true });
}

function walk(event, row) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items.at(to % items.length).focus();
  else if (event.key === "Escape" || event.key === "Tab") hide(row);
  else if (event.key !== "Enter" && event.key !== " ") return;
  else return event.stopPropagation();
  event.preventDefault();
  event.stopPropagation();
}

function act(event, row) {
  const item = event.target.closest("[data-do]");
  event.stopPropagation();
  if (!item) return;
  event.preventDefault();
  hide(row);
  ACTS[item.dataset.do](row);
}

const ACTS = {
  edit: (row) => open(row),
  select: (row) => {
    document.body.classList.add("choosing");
    toggle(row);
  },
  up: (row) => step(row, -1),
  down: (row) => step(row, 1),
  home: (row) => {
    if (!row.matches(".selected")) toggle(row);
    document.querySelector("#selection [data-homes] > summary").click();
  },
  copy,
  delete: (row) => {
    if (!row.matches(".selected")) toggle(row);
    document.querySelector('#selection [value="delete"]').click();
  },
};

// One place up or down among its like; several that are selected go together.
export function step(row, by) {
  const chosen = lot(row);
  const alike = rows().filter((other) => other.dataset.row === row.dataset.row && (other === row || !chosen.includes(other)));
  const next = alike[alike.indexOf(row) + by];
  if (next) move(chosen, by < 0 ? { before: next } : { behind: next });
}

document.addEventListener("click", (event) => menu && !menu.contains(event.target) && hide());

// By touch the open row's form has what keys do.
document.addEventListener("click", (event) => {
  const item = event.target.closest("form[data-row-form] [data-do]");
  if (item) ACTS[item.dataset.do](item.closest("[data-open]"));
});
