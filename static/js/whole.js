// The whole document as text: an editor over the form's field, saved without leaving the page, nothing typed ever lost.
import { drop, keep, kept } from "./whole-draft.js";
import { open } from "./whole-editor.js";
import { post } from "./whole-send.js";

const form = document.querySelector("form[data-whole]");
const field = form?.elements.text;
const base = form?.elements.base;
const said = document.getElementById("whole-said");
const trouble = document.getElementById("whole-trouble");
const asked = document.getElementById("whole-asked");
let editor = null;
let saved = form && !form.hasAttribute("data-refused") ? field.defaultValue : "";
let timer = 0;
let busy = false;
let line = 1;

const text = () => editor?.text() ?? field.value;
const dirty = () => text() !== saved;

const tell = (words) => (said.textContent = words);

function fail(words) {
  trouble.hidden = !words;
  trouble.lastElementChild.textContent = words;
}

function changed() {
  tell(form.dataset.dirty);
  clearTimeout(timer);
  timer = setTimeout(() => (dirty() ? keep(form, { text: text(), base: base.value }) : drop(form)), 400);
}

async function send(step) {
  field.value = text();
  form.elements.at.value = line;
  return post(form, step);
}

async function save() {
  if (busy) return;
  busy = true;
  tell(form.dataset.saving);
  const sent = text();
  const found = await send("save");
  busy = false;
  if (found.status === 200) return stored(found, sent);
  keep(form, { text: text(), base: base.value });
  tell(form.dataset.dirty);
  fail(found.failed ?? (found.html ? "" : found.said));
  if (found.html) show(found.html);
}

// What others wrote comes in with the answer. Who has written on meanwhile goes on from the same beginning: the next
// save brings all three together.
function stored(found, sent) {
  fail("");
  show("");
  undo(found.undo);
  const on = text() !== sent;
  if (!on || found.text === undefined) base.value = found.base;
  if (!on && found.text !== undefined) put(found.text);
  saved = on ? sent : text();
  if (on) return changed();
  drop(form);
  tell(found.said);
}

function put(words) {
  if (editor) editor.replace(words);
  else field.value = words;
}

function undo(address) {
  const offer = document.getElementById("whole-undo");
  offer.hidden = !address;
  if (!address) return;
  offer.action = address;
  said.after(offer);
}

function show(html) {
  const part = document.createElement("template");
  part.innerHTML = html;
  asked.replaceChildren(part.content);
  asked.querySelector("h2")?.focus();
}

async function readAs(button) {
  const on = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(on));
  if (!on) return editor?.beside(null);
  const found = await send("lines");
  if (found.read_as && button.getAttribute("aria-pressed") === "true") editor?.beside(found.read_as);
  else fail(found.failed ?? found.said ?? "");
}

form?.addEventListener("submit", async (event) => {
  const step = event.submitter?.value ?? "save";
  if (step === "lines" && !editor) return;
  event.preventDefault();
  if (step === "lines") return void readAs(event.submitter);
  if (step === "save") return void save();
  const found = await send(step);
  fail(found.failed ?? found.said ?? "");
  if (found.html) show(found.html);
});

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  save();
});
document.querySelector("[data-copy]")?.addEventListener("click", () => (field.defaultValue = text()));
document.querySelector("[data-find]")?.addEventListener("click", () => editor?.find());
document.querySelector("[data-to-page]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  location.assign(`${form.action.replace(/\?.*/, "")}?working&line=${line}`);
});
addEventListener("beforeunload", (event) => {
  if (!dirty()) return;
  keep(form, { text: text(), base: base.value });
  event.preventDefault();
});

// Words that were not saved come back, with the text they began as; they may be dropped.
async function restore() {
  const draft = await kept(form);
  if (!draft || draft.text === saved) return drop(form);
  const served = base.value;
  put(draft.text);
  base.value = draft.base;
  said.replaceChildren(document.getElementById("whole-kept").content.cloneNode(true));
  said.querySelector("[data-drop]").addEventListener("click", () => {
    base.value = served;
    put(saved);
    drop(form);
    tell("");
  });
}

if (form) {
  const at = Number(form.dataset.at);
  editor = await open(field, { changed, moved: (number) => (line = number) });
  await restore();
  editor.toLine(at);
  editor.focus();
}
