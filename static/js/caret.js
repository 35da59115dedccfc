// Where the caret stands on the screen: in a textarea only a copy of it can tell.
const COPIED = [
  "boxSizing", "width", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
  "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth",
  "font", "letterSpacing", "lineHeight", "textAlign", "textIndent", "textTransform", "wordSpacing", "tabSize", "direction",
];

// The window's coordinates below the caret, and the height of its line.
export function caretPoint(field, at = field.selectionStart) {
  const frame = field.getBoundingClientRect();
  const style = getComputedStyle(field);
  const line = parseFloat(style.lineHeight) || frame.height;
  if (field.localName !== "textarea") return { x: frame.left, y: frame.bottom, above: frame.height };
  const copy = document.createElement("div");
  for (const name of COPIED) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", top: "0", left: "0" });
  copy.textContent = field.value.slice(0, at);
  const mark = document.createElement("span");
  mark.textContent = field.value.slice(at) || ".";
  copy.append(mark);
  document.body.append(copy);
  const x = frame.left + mark.offsetLeft - field.scrollLeft;
  const y = frame.top + mark.offsetTop - field.scrollTop + line;
  copy.remove();
  return { x, y, above: line };
}
