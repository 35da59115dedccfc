// Where in a cell's text the caret stands.
import { caretPoint } from "./caret.js";

export const END = Infinity;

export const isEmpty = (cells) => cells.every((cell) => !(cell.querySelector("textarea, input, select")?.value ?? cell.textContent).trim());
export const isAtStart = (field) => field.localName === "select" || (field.selectionStart === 0 && field.selectionEnd === 0);
export const isAtEnd = (field) => field.localName === "select" || field.selectionStart === field.value.length;

// Whether the caret stands on the first (0) or the last line that the eye sees; a list's own arrows choose in it.
export function isOnLine(field, letters) {
  if (field.localName === "select" || field.selectionStart !== field.selectionEnd) return false;
  if (field.localName !== "textarea") return true;
  const edge = caretPoint(field, letters === END ? field.value.length : 0);
  return Math.abs(caretPoint(field).y - edge.y) < 2;
}
