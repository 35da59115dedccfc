// Several lines, or a Markdown list, pasted into a row become several rows; what has structure of its own is recognised.
import { becomes } from "./lines.js";

const ITEM = /^(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?/;
const STRUCTURE = /^(?:#{1,6}\s|\|.*\||```|~~~|>|\*\*Component|\*\*Endpoint)/m;

// The items of a list, each with what is nested in it, less one level; else the lines that have words.
export function textsOf(pasted) {
  const lines = pasted.replace(/\r\n?/g, "\n").split("\n").filter((line) => line.trim());
  if (!lines.some((line) => ITEM.test(line))) return lines.map((line) => line.trim());
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  const texts = [];
  for (const line of lines.map((whole) => whole.slice(indent))) {
    if (ITEM.test(line) || !texts.length || !/^\s/.test(line)) texts.push(line.replace(ITEM, "").trim());
    else texts[texts.length - 1] += `\n${line.replace(/^(?: {1,3}|\t)/, "")}`;
  }
  return texts;
}

// A list pasted behind words begins with a row of its own.
const endsIn = ({ value, selectionStart: at }) => value.trim() && !value.slice(at).trim();

const isList = (pasted) => pasted.split("\n").filter((line) => ITEM.test(line.trimStart())).length > 1;

document.addEventListener("paste", (event) => {
  const field = event.target;
  const form = field.closest?.("form[data-row-form]");
  if (!form || event.defaultPrevented || field.name !== "text" || !field.matches("textarea") || field.matches("[data-code]")) return;
  const pasted = event.clipboardData?.getData("text/plain") ?? "";
  if (!/\S.*[\r\n]+.*\S/s.test(pasted) || form.dataset.kind === "prose" || STRUCTURE.test(pasted)) return;
  if (form.dataset.enter !== "next" && !isList(pasted)) return;
  const texts = textsOf(pasted);
  if (texts.length < 2) return;
  event.preventDefault();
  const at = texts.at(-1).length;
  if (ITEM.test(pasted.trimStart()) && endsIn(field)) return becomes(form, field, [field.value.trimEnd(), ...texts], at);
  const gap = /^[ \t]+(?![-*+\d])/.test(pasted) ? " " : "";
  texts[0] = field.value.slice(0, field.selectionStart) + gap + texts[0];
  texts[texts.length - 1] += field.value.slice(field.selectionEnd);
  becomes(form, field, texts, at);
});
