// Words complete while one types: `FR-` a row of this spec, `@` somebody of the team, `PAY-` a spec, `PAY-12/` its rows.
import { caretPoint } from "./caret.js";
import { hide, isOpen, show } from "./listbox.js";

const FIELD = "[data-complete]";
const WORD = /(?:^|[\s([{<,;:“"'*_`|])(@[\p{L}\p{N}._'-]*|\p{L}[\p{L}\p{N}_.\-/]*)$/u;
const WAIT = 120;
const LONGEST = 60;

const base = () => `/${location.pathname.split("/")[1]}/`;
let prefixes = null; // what words begin with that can be completed; asked once, and again after a save
let answers = new Map();
let timer = 0;

// Nothing, and nothing remembered, where the server does not answer or one is logged out.
async function ask(query) {
  try {
    const response = await fetch(`${base()}complete${query}`, { headers: { Accept: "application/json" } });
    return response.ok && !response.redirected ? await response.json() : {};
  } catch {
    return {};
  }
}

async function begin() {
  prefixes ??= ask("").then((said) => said.prefixes ?? null);
  const found = await prefixes;
  if (!found) prefixes = null;
  return found ?? [];
}

document.addEventListener("specroom:saved", () => {
  prefixes = null;
  answers = new Map();
});

document.addEventListener("focusin", (event) => event.target.matches?.(FIELD) && begin());

// The word that ends at the caret, if nothing is selected and the word ends there.
function wordOf(field) {
  const at = field.selectionStart;
  if (at === null || at !== field.selectionEnd || /^[\p{L}\p{N}_]/u.test(field.value.slice(at))) return "";
  const found = WORD.exec(field.value.slice(Math.max(0, at - LONGEST), at));
  return found ? found[1] : "";
}

// A prefix without a mark at its end (`T001`) is no word's beginning before its first digit.
function begins(word, prefix) {
  const typed = word.toLowerCase();
  if (!typed.startsWith(prefix.toLowerCase())) return false;
  return /[-_@]$/.test(prefix) || /^\d/.test(typed.slice(prefix.length));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.(FIELD) || event.isComposing || event.inputType === "insertFromPaste") return;
  look(event.target);
});
document.addEventListener("compositionend", (event) => event.target.matches?.(FIELD) && look(event.target));

function look(field) {
  clearTimeout(timer);
  const word = wordOf(field);
  if (!word) return isOpen(field) && hide();
  timer = setTimeout(() => offer(field, word), WAIT);
}

async function offer(field, word) {
  const known = await begin();
  if (wordOf(field) !== word || document.activeElement !== field) return;
  if (!known.some((prefix) => begins(word, prefix))) return hide();
  const items = await answer(word);
  if (wordOf(field) !== word || document.activeElement !== field) return;
  const exact = items[0]?.insert.toLowerCase() === word.toLowerCase();
  if (exact && items.length === 1) return hide();
  const label = field.dataset.complete || "";
  show(field, items, { ...caretPoint(field, field.selectionStart - word.length), first: !exact, label, take: (item) => put(field, named(field, word, item.insert)) });
}

// A shorter word's short answer says all there is about a longer one.
async function answer(word) {
  const typed = word.toLowerCase();
  if (answers.has(typed)) return answers.get(typed);
  for (let end = typed.length - 1; end > 0 && !word.startsWith("@"); end -= 1) {
    const shorter = answers.get(typed.slice(0, end));
    if (shorter && shorter.length < 12 && !typed.slice(end).includes("/")) {
      return shorter.filter((item) => item.insert.toLowerCase().startsWith(typed));
    }
  }
  const { items } = await ask(`?q=${encodeURIComponent(word)}`);
  if (items) answers.set(typed, items);
  return items ?? [];
}

// Where people are spoken to, a name keeps its sign.
const named = (field, word, name) => (field.hasAttribute("data-mention") && word.startsWith("@") && !name.startsWith("@") ? `@${name}` : name);

function put(field, text) {
  const end = field.selectionStart;
  field.setSelectionRange(end - wordOf(field).length, end);
  insert(field, text);
}

// As typed, so that the browser's own undo takes it back.
export function insert(field, text) {
  if (document.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true }));
}
