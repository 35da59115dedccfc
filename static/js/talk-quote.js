// Words of a row that a comment is about: taken from what is selected, found again in what is shown, marked.
import { ROW } from "./talk.js";

const AROUND = 40;
const ASIDE = ".find, .serves, .sr, button, .row-notes, .row-uid, .chip, .cmp-said, del"; // shown, but no words of the row
const float = document.getElementById("talk-float");

// The row's text as a server sees it, blanks and lines made one blank, with the way back to the places in the page.
function textOf(row) {
  const body = row.querySelector(".row-body") ?? row;
  const walk = document.createTreeWalker(body, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(ASIDE) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  let text = "";
  const places = [];
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (let at = 0; at < node.data.length; at += 1) {
      const blank = /\s/.test(node.data[at]);
      if (blank && (text.endsWith(" ") || !text)) continue;
      text += blank ? " " : node.data[at];
      places.push([node, at]);
    }
    if (text && !text.endsWith(" ") && node.parentElement.closest("p, li, td, pre")?.lastChild?.contains(node)) {
      text += " ";
      places.push([node, node.data.length]);
    }
  }
  return { text, places };
}

// What is selected in a row, if it is in one row and no more than words of it.
export function quoteIn(row) {
  const selection = getSelection();
  const body = row.querySelector(".row-body") ?? row;
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!body.contains(range.startContainer) || !body.contains(range.endContainer)) return null;
  const { text, places } = textOf(row);
  const inside = ([node, at]) => !range.comparePoint(node, at) && !range.comparePoint(node, Math.min(at + 1, node.length));
  let start = places.findIndex(inside);
  let end = places.findLastIndex(inside) + 1;
  while (start < end && text[start] === " ") start += 1;
  while (end > start && text[end - 1] === " ") end -= 1;
  if (start < 0 || start === end) return null;
  return { words: text.slice(start, end), prefix: text.slice(Math.max(0, start - AROUND), start), suffix: text.slice(end, end + AROUND) };
}

// Puts what is quoted into the form for another thread; of other words only those that stand so in the source.
export function take(form, quote) {
  if (!form || !quote) return;
  for (const [name, value] of [["quote", quote.words], ["prefix", quote.prefix], ["suffix", quote.suffix]]) form.elements[name].value = value;
  form.querySelector("[data-talk-on] mark").textContent = quote.words;
  form.querySelector("[data-talk-on]").hidden = false;
  const field = form.elements.words;
  if (!field || field.value !== field.dataset.text) return;
  if (field.dataset.text.includes(quote.words)) field.value = form.elements.piece.value = quote.words;
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-talk-whole]")) return;
  const form = event.target.closest("form");
  for (const name of ["quote", "prefix", "suffix", "piece"]) form.elements[name].value = "";
  form.querySelector("[data-talk-on]").hidden = true;
  if (form.elements.words) form.elements.words.value = form.elements.words.dataset.text;
});

// Marks the quoted words of the threads that are unfolded, without touching the page's text.
export function highlight() {
  if (!globalThis.CSS?.highlights) return;
  const ranges = [...document.querySelectorAll(".talk .thread[data-quote]:not(.talk-done *)")].map(rangeOf).filter(Boolean);
  CSS.highlights.set("quoted", new Highlight(...ranges));
}

function rangeOf(thread) {
  const row = document.getElementById(thread.closest("[id^=talk-]").id.replace("talk-", "row-"));
  if (!row) return null;
  const { text, places } = textOf(row);
  const { quote, nth } = thread.dataset;
  let at = text.indexOf(quote);
  for (let i = 0; i < Number(nth) && text.includes(quote, at + 1); i += 1) at = text.indexOf(quote, at + 1);
  if (at < 0) return null;
  const range = document.createRange();
  range.setStart(...places[at]);
  const [node, last] = places[at + quote.length - 1];
  range.setEnd(node, last + 1);
  return range;
}

// Beside the words that are selected stands a button for those who have no key.
function beside() {
  const selection = getSelection();
  const from = selection.rangeCount && !selection.isCollapsed ? selection.getRangeAt(0) : null;
  const row = from?.startContainer.parentElement?.closest?.(ROW);
  const shown = float && row && /^row-\d+$/.test(row.id) && quoteIn(row);
  if (float) float.hidden = !shown;
  if (!shown) return;
  const box = from.getBoundingClientRect();
  float.dataset.talk = row.id.slice("row-".length);
  float.style.setProperty("left", `${Math.max(8, Math.min(box.left + scrollX, innerWidth - 140))}px`);
  float.style.setProperty("top", `${box.bottom + scrollY + 6}px`);
}

document.addEventListener("selectionchange", beside);
beside();
float?.addEventListener("pointerdown", (event) => event.preventDefault()); // what is selected stays so
