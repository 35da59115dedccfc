// Keys pressed before the form was there, done in its field in the order they were pressed. Each does what it would
// have done there: Enter may save and ask for the next row, and then the keys behind it wait for that one.
const KEPT = new Set(["Enter", "Shift+Enter", "Backspace", "Tab", "Escape"]);
const STOPS = "a[href], button, input:not([type=hidden]), textarea, select, summary";

// What is kept of that key, if anything.
export function kept(event) {
  const name = event.shiftKey && event.key.length > 1 ? `Shift+${event.key}` : event.key;
  return name.length === 1 || KEPT.has(name) ? name : null;
}

// Gives the keys behind the first that acted, or took the keyboard elsewhere.
export function replay(field, keys) {
  const left = [...keys];
  while (left.length && document.activeElement === field) {
    const words = left.findIndex((key) => key.length > 1);
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
  const key = name.replace("Shift+", "");
  const event = new KeyboardEvent("keydown", { key, shiftKey: name !== key, bubbles: true, cancelable: true });
  if (!field.dispatchEvent(event)) return false;
  if (key === "Enter" && field.matches("textarea")) write(field, "\n");
  else if (key === "Backspace") erase(field);
  else if (key === "Tab") goOn(field);
  return true;
}

function erase(field) {
  const { selectionStart: at, selectionEnd: end, value } = field;
  if (at === end) field.setSelectionRange(at - ([...value.slice(0, at)].at(-1) ?? "").length, at);
  write(field, "");
}

function goOn(field) {
  const stops = [...document.querySelectorAll(STOPS)].filter((stop) => stop.offsetParent && stop.tabIndex >= 0);
  stops[stops.indexOf(field) + 1]?.focus();
}
