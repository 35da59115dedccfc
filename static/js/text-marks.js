// Draws over a field where others are in it: a caret with a name, and what is selected, tinted and underlined. Names and
// lines say whose it is where colours do not.

const MOST = 200; // boxes of one selection: more is off the screen

// `surface`: where the words stand (text-surface.js); `places`: {person, at, anchor, whole}; `frame`: the layer's box.
export function drawn(surface, places, frame) {
  if (!places.length) return [];
  const points = surface.points(places.map(({ at }) => at));
  return places.flatMap((place, i) => [...selected(surface, place, frame), ...(points[i] ? [caret(place, points[i], frame)] : [])]);
}

function selected(surface, { person, at, anchor }, frame) {
  if (at === anchor) return [];
  const boxes = surface.covered(Math.min(at, anchor), Math.max(at, anchor)).slice(0, MOST);
  return boxes.map(({ x, y, width, height }) => {
    const box = Object.assign(document.createElement("span"), { className: `held p${person.colour}` });
    box.dataset.person = person.name;
    return placed(box, x - frame.left, y - frame.top, height, Math.max(width, 4));
  });
}

function caret({ person, whole }, { x, y, above }, frame) {
  const mark = Object.assign(document.createElement("span"), { className: `caret p${person.colour}` });
  const flag = document.createElement("b");
  flag.textContent = whole ? person.name : person.initials;
  mark.dataset.person = person.name;
  mark.classList.toggle("late", x - frame.left > frame.width / 2);
  mark.append(flag);
  return placed(mark, x - frame.left, y - above - frame.top, above);
}

function placed(element, left, top, height, width) {
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, height: `${height}px` });
  if (width) element.style.width = `${width}px`;
  return element;
}
