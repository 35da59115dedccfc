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

function copyOf(style) {
  const copy = document.createElement("div");
  for (const name of COPIED) copy.style[name] = style[name];
  Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: style.overflowWrap, top: "0", left: "0" });
  return copy;
}

// What words from one place of a textarea to another cover: a box for each line, in the window's coordinates.
export function covered(field, from, to) {
  const frame = field.getBoundingClientRect();
  const copy = copyOf(getComputedStyle(field));
  const words = Object.assign(document.createElement("span"), { textContent: field.value.slice(from, to) });
  copy.append(field.value.slice(0, from), words, field.value.slice(to));
  document.body.append(copy);
  const { left, top } = copy.getBoundingClientRect();
  const boxes = [...words.getClientRects()].map((box) => ({
    x: frame.left + box.left - left - field.scrollLeft,
    y: frame.top + box.top - top - field.scrollTop,
    width: box.width,
    height: box.height,
  }));
  copy.remove();
  return boxes;
}

// The same for several places of a textarea, with one copy.
export function caretPoints(field, places) {
  const frame = field.getBoundingClientRect();
  const style = getComputedStyle(field);
  const line = parseFloat(style.lineHeight) || frame.height;
  const copy = copyOf(style);
  const order = [...new Set(places)].sort((one, other) => one - other);
  const marks = new Map(order.map((at, i) => [at, Object.assign(document.createElement("span"), { textContent: field.value.slice(at, order[i + 1]) || "\u200b" })]));
  copy.append(field.value.slice(0, order[0]), ...marks.values());
  document.body.append(copy);
  const points = places.map((at) => {
    const { offsetLeft, offsetTop } = marks.get(at);
    return { x: frame.left + offsetLeft - field.scrollLeft, y: frame.top + offsetTop - field.scrollTop + line, above: line };
  });
  copy.remove();
  return points;
}
