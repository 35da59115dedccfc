// Where the caret stands on the screen: in a textarea only a copy of it can tell.
const COPIED = [
  "boxSizing", "width", "paddingTop", "paddingRight", "paddingBottom", "paddingLeft",
  "borderTopWidth", "borderRightWidth", "borderBottomWidth", "borderLeftWidth",
  "font", "letterSpacing", "lineHeight", "textAlign", "textIndent", "textTransform", "wordSpacing", "tabSize", "direction",
];

// The window's coordinates below the caret, and the height of its line.
export function caretPoint(field, at = field.selectionStart) {
  if (field.localName === "textarea") return caretPoints(field, [at])[0];
  const frame = field.getBoundingClientRect();
  return { x: frame.left, y: frame.bottom, above: frame.height };
}

// The same for several places of a textarea, with one copy.
export function caretPoints(field, places) {
  const frame = field.getBoundingClientRect();
  const style = getComputedStyle(field);
  const line = parseFloat(style.lineHeight) || frame.height;
  const copy = document.createElement("div");
  for (const name of COPIED) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: style.overflowWrap, top: "0", left: "0" });
  const order = [...new Set(places)].sort((one, other) => one - other);
  const marks = new Map(order.map((at, i) => [at, Object.assign(document.createElement("span"), { textContent: field.value.slice(at, order[i + 1]) || "." })]));
  copy.append(field.value.slice(0, order[0]), ...marks.values());
  document.body.append(copy);
  const points = places.map((at) => {
    const { offsetLeft, offsetTop } = marks.get(at);
    return { x: frame.left + offsetLeft - field.scrollLeft, y: frame.top + offsetTop - field.scrollTop + line, above: line };
  });
  copy.remove();
  return points;
}
