// Where the words of a field are written: the field itself, or the editor that stands before it. Either says who is in it,
// what is selected, and where words stand on the screen.
import { caretPoints, covered } from "./caret.js";

const editors = new WeakMap(); // CodeMirror's views by field

export const standsBefore = (field, view) => editors.set(field, view);

export const surfaceOf = (field) => (editors.has(field) ? ofEditor(editors.get(field)) : ofField(field));

function ofField(field) {
  const { selectionStart: from, selectionEnd: to } = field;
  return {
    element: field,
    range: () => (field.selectionDirection === "backward" ? { anchor: to, head: from } : { anchor: from, head: to }),
    points: (places) => caretPoints(field, places),
    covered: (from, to) => covered(field, from, to),
  };
}

function ofEditor(view) {
  return {
    element: view.contentDOM,
    range() {
      const { anchor, head } = view.state.selection.main;
      return { anchor, head };
    },
    points: (places) => places.map((at) => point(view, at)),
    covered: (from, to) => boxes(view, from, to),
  };
}

// Null where the place is not drawn, or scrolled out of the editor.
function point(view, at) {
  const spot = view.coordsAtPos(Math.min(at, view.state.doc.length));
  const { left, right } = view.scrollDOM.getBoundingClientRect();
  return spot && spot.left >= left && spot.left <= right ? { x: spot.left, y: spot.bottom, above: spot.bottom - spot.top } : null;
}

// A box for each line that is drawn, as far as it is not scrolled away: lines are not wrapped.
function boxes(view, from, to) {
  const { left, right } = view.scrollDOM.getBoundingClientRect();
  const end = Math.min(to, view.viewport.to);
  const found = [];
  for (let at = Math.max(from, view.viewport.from); at <= end; ) {
    const line = view.state.doc.lineAt(at);
    const [first, last] = [view.coordsAtPos(at, 1), view.coordsAtPos(Math.min(end, line.to), -1)];
    const x = Math.max(first?.left ?? left, left);
    const width = Math.min(last?.right ?? right, right) - x;
    if (first && last && width >= 0) found.push({ x, y: first.top, width, height: first.bottom - first.top });
    at = line.to + 1;
  }
  return found;
}
