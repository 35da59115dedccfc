// j k between rows, Enter opens, Esc leaves and saves, Alt+Up and Alt+Down move, Ctrl+Z takes the last change back.
import { expect, open } from "./opening.js";
import { leave, save } from "./leaving.js";
import { enter as nextLine, main } from "./lines.js";
import { letters } from "./letters.js";
import { step as moveSelected } from "./rowmenu.js";
import { selected } from "./selection.js";

const rows = () => [...document.querySelectorAll("[data-row], [data-open], .unwritten [data-add]")].filter((row) => row.offsetParent);
const inField = (element) => element.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const form = event.target.closest?.("form[data-row-form]");
  if (form) inForm(event, form);
  else if (!inField(event.target)) onPage(event);
});

function inForm(event, form) {
  const { key } = event;
  if (key === "Escape") {
    event.preventDefault();
    const id = form.closest("[data-open]").id;
    leave(form);
    stayAt(id);
  } else if (key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (event.shiftKey) return behind(form);
    const id = form.closest("[data-open]").id;
    save(form, "save");
    stayAt(id);
  } else if (key === "Enter" && !event.shiftKey && !event.altKey) {
    enter(event, form);
  } else if (event.altKey && (key === "ArrowUp" || key === "ArrowDown")) {
    event.preventDefault();
    form.querySelector(key === "ArrowUp" ? "[data-up]" : "[data-down]")?.click();
  }
}

// The next row from any field of this one: in a requirement Enter means other things.
function behind(form) {
  if (!form.querySelector("[data-next]")) return;
  expect(null);
  save(form, "next");
}

// The row that was left keeps the keyboard, unless somebody has gone on meanwhile.
function refocus(id) {
  if (document.activeElement && document.activeElement !== document.body) return;
  document.getElementById(id)?.focus();
}

// However often the row is drawn anew until its save is acknowledged, the keyboard stays there, until a key is pressed.
function stayAt(id) {
  const look = () => refocus(id);
  const stop = () => {
    document.removeEventListener("htmx:afterSettle", look);
    for (const name of ["keydown", "pointerdown"]) removeEventListener(name, stop, true);
  };
  document.addEventListener("htmx:afterSettle", look);
  setTimeout(() => ["keydown", "pointerdown"].forEach((name) => addEventListener(name, stop, true)), 0);
}

// In rows of one line Enter saves and adds the next, from its end also where a text may have lines but has none yet; in
// other short fields it saves.
function enter(event, form) {
  const field = event.target;
  if (!field.matches("textarea, input") || field.matches("[data-code], [data-lines] *")) return;
  const next = form.dataset.enter === "next" || (form.dataset.enter === "end" && asksForNext(field));
  if (field.matches("textarea") && !next && !field.hasAttribute("data-one-line")) return;
  event.preventDefault();
  if (next) nextLine(field, form);
  else save(form, "save");
}

function asksForNext(field) {
  if (!main(field)) return field.closest(".runin-field") !== null;
  const { selectionStart: start, selectionEnd: end, value } = field;
  return start === end && start >= value.trimEnd().length && !value.trimEnd().includes("\n");
}

function onPage(event) {
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() === "z" && !event.shiftKey) takeBack(event);
    return;
  }
  const row = event.target.closest?.("[data-row]");
  if (event.altKey) {
    if (row && (event.key === "ArrowUp" || event.key === "ArrowDown")) moveKey(event, row);
    return;
  }
  if (letters() && (event.key === "j" || event.key === "k")) step(event, row);
  else if (event.key === "Enter" && row && event.target === row && open(row)) event.preventDefault();
}

function step(event, row) {
  const all = rows();
  const at = all.indexOf(row ?? document.activeElement.closest?.("[data-row], [data-add]"));
  const next = at < 0 ? firstInView(all) : all[at + (event.key === "j" ? 1 : -1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

const firstInView = (all) => all.find((row) => row.getBoundingClientRect().top > 56) ?? all[0];

function moveKey(event, row) {
  if (!selected().includes(row)) return moveRow(event, row);
  event.preventDefault();
  moveSelected(row, event.key === "ArrowUp" ? -1 : 1);
}

// A row at rest has no form to move it by, so it is sent as the form in it would be.
function moveRow(event, row) {
  const link = row.querySelector("a[data-edit]");
  if (!link) return;
  event.preventDefault();
  const address = link.href.replace(/\/(edit|rename)$/, "/move");
  const direction = event.key === "ArrowUp" ? "up" : "down";
  const token = document.querySelector("#undo-last [name=csrfmiddlewaretoken]")?.value ?? "";
  htmx
    .ajax("POST", address, { source: row, target: `#${row.id}`, swap: "outerHTML", values: { direction, csrfmiddlewaretoken: token } })
    .then(() => setTimeout(() => refocus(row.id), 30));
}

function takeBack(event) {
  const form = document.getElementById("undo-last");
  if (!form?.getAttribute("action")) return;
  event.preventDefault();
  form.requestSubmit();
}
