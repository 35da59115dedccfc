// Code is written in an editor that comes when a code field is opened. The field stays the form's truth: every change
// is written back to it, and where the editor does not come it is written in as it is.
import { faults } from "./code-faults.js";
import { words } from "./code-words.js";
import { sketch } from "./code-sketch.js";
import { later } from "./later.js";

const PAUSE = 500;
const nonce = () => document.querySelector("meta[name=style-nonce]")?.content ?? "";

// What the fence says, else what the kind implies; a body that looks like JSON is taken for it.
export function languageOf(field) {
  const [named] = (field.form?.elements.lang?.value ?? "").trim().toLowerCase().split(/\s/);
  const language = named || field.dataset.code;
  return language || (field.closest("form")?.dataset.kind !== "diagram" && /^\s*[{[]/.test(field.value) ? "json" : "");
}

// A diagram that begins as Mermaid does is Mermaid: it says so in its language, once, where it can be seen and undone.
const MERMAID = /^\s*(graph|flowchart|sequenceDiagram|classDiagram|stateDiagram(-v2)?|erDiagram|gantt|journey|pie|mindmap|timeline|C4Context)\b/;

function guess(field) {
  const named = field.form?.elements.lang;
  if (!named || named.value || "guessed" in field.dataset || field.form.dataset.kind !== "diagram") return;
  if (!MERMAID.test(field.value)) return;
  field.dataset.guessed = "";
  named.value = "mermaid";
  const folded = named.closest("details");
  if (folded) folded.open = true;
}

// What is spoken of the code below it: a fault, in words, with its line.
function saying(field) {
  const line = document.createElement("p");
  line.className = "code-said";
  line.id = `${field.id}-said`;
  line.setAttribute("role", "status");
  return line;
}

export async function attach(field) {
  if (field.dataset.editor) return;
  field.dataset.editor = "coming";
  const [made, together] = await Promise.all([
    later(() => import("../vendor/codemirror/editor.js")),
    later(() => import("./code-together.js")),
  ]);
  if (!made || !together) delete field.dataset.editor; // the field stays as it is
  if (!made || !together || !field.isConnected) return;
  const box = document.createElement("div");
  box.className = "editor";
  if (field.dataset.caption) box.dataset.caption = field.dataset.caption;
  if (field.placeholder) box.dataset.asks = field.placeholder; // shown while it is empty, as the field did
  const said = saying(field);
  field.after(box, said);
  const editor = start(made.mount, field, box, said, together.follow);
  field.dataset.editor = "here";
  field.classList.add("behind");
  field.tabIndex = -1;
  field.setAttribute("aria-hidden", "true");
  return editor;
}

function start(mount, field, box, said, follow) {
  const held = document.activeElement === field;
  const { selectionStart, selectionEnd } = field;
  let own = false;
  let timer = 0;
  const look = () => judge(field, editor, said);
  const editor = mount({
    parent: box,
    doc: field.value,
    label: field.getAttribute("aria-label") ?? "",
    describedby: said.id,
    nonce: nonce(),
    phrases: words().phrases,
    changed(text) {
      if (own) return;
      own = true;
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      own = false;
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE);
    },
  });
  field.addEventListener("focus", () => setTimeout(() => pass(field, editor), 0));
  field.addEventListener("input", () => {
    if (own) return;
    own = true;
    editor.replace(field.value);
    own = false;
  });
  follow(field, editor, (act) => {
    own = true;
    act();
    own = false;
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  field.form?.elements.lang?.addEventListener?.("change", look);
  editor.select(selectionStart, selectionEnd);
  if (held) editor.focus();
  look();
  return editor;
}

// What focuses the field (its label, a tool that fills forms) means the editor, and what it marked there.
function pass(field, editor) {
  if (document.activeElement !== field) return;
  if (field.selectionStart !== field.selectionEnd) editor.select(field.selectionStart, field.selectionEnd);
  editor.focus();
}

// Nothing here hinders anybody from saving: a fault is marked, and told below.
async function judge(field, editor, said) {
  if (!field.isConnected) return;
  guess(field);
  const language = languageOf(field);
  editor.speak(language);
  editor.view.dom.parentElement.dataset.language = language;
  const text = field.value;
  const drawn = await sketch(field, language, text);
  const found = drawn ?? faults(language, text);
  if (!field.isConnected || field.value !== text) return;
  editor.say(found);
  const first = found[0];
  const line = first ? (first.line ?? text.slice(0, first.from).split("\n").length) : 0;
  said.classList.toggle("error", first?.severity === "error");
  said.textContent = first ? words().line.replace("{line}", line).replace("{fault}", first.message) : "";
}

function look() {
  for (const field of document.querySelectorAll("[data-open] textarea[data-code]:not([data-editor])")) attach(field);
}
document.addEventListener("htmx:afterSettle", look);
look();
