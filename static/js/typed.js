// Keys pressed before the form was there, done in its field in the order they were pressed. Each does what it would
// have done there: Enter may save and ask for the next row, and then the keys behind it wait for that one.
const MOVES = {
  Home: ["backward", "lineboundary"],
  End: ["forward", "lineboundary"],
  ArrowLeft: ["left", "character"],
  ArrowRight: ["right", "character"],
  ArrowUp: ["backward", "line"],
  ArrowDown: ["forward", "line"],
};
const MOVING = Object.keys(MOVES).flatMap((key) => [key, `Shift+${key}`]);
const KEPT = new Set(["Enter", "Shift+Enter", "Backspace", "Delete", "Tab", "Escape", ...MOVING]);
const STOPS = "a[href], button, input:not([type=hidden]), textarea, select, summary";

// What is kept of that key, if anything.
export function kept(event) {
  const name = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
  return name.length === 1 || KEPT.has(name) ? name : null;
}

// What was pasted stands among the keys as a DataTransfer. Gives the keys behind the first that acted, or took the keyboard elsewhere.
export function replay(field, keys) {
  const left = [...keys];
  while (left.length && document.activeElement === field) {
    const words = left.findIndex((key) => key.length !== 1);
    if (words !== 0) write(field, left.splice(0, words < 0 ? left.length : words).join(""));
    else if (!press(field, left.shift())) break;
  }
  return left;
}

function write(field, words) {
  field.setRangeText(words, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// Whether nothing acted on that key but the field itself.
function press(field, name) {
  if (name instanceof DataTransfer) return paste(field, name);
  const key = name.replace("Shift+", "");
  const event = new KeyboardEvent("keydown", { key, shiftKey: name !== key, bubbles: true, cancelable: true });
  if (!field.dispatchEvent(event)) return false;
  if (key === "Enter" && field.matches("textarea")) write(field, "\n");
  else if (key === "Backspace") erase(field, "backward");
  else if (key === "Delete") erase(field, "forward");
  else if (key in MOVES) getSelection().modify(name === key ? "move" : "extend", ...MOVES[key]);
  else if (key === "Tab") goOn(field);
  return true;
}

function paste(field, clipboardData) {
  const event = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  if (!field.dispatchEvent(event)) return false;
  write(field, clipboardData.getData("text/plain"));
  return true;
}

function erase(field, way) {
  const { selectionStart: at, selectionEnd: end, value } = field;
  const before = ([...value.slice(0, at)].at(-1) ?? "").length;
  const behind = ([...value.slice(end)][0] ?? "").length;
  if (at === end) field.setSelectionRange(way === "forward" ? at : at - before, way === "forward" ? end + behind : end);
  write(field, "");
}

function goOn(field) {
  const stops = [...document.querySelectorAll(STOPS)].filter((stop) => stop.offsetParent && stop.tabIndex >= 0);
  stops[stops.indexOf(field) + 1]?.focus();
}
