// What is done with a field's words, its caret where it was, and with what its form was opened with.
import { difference } from "./text-difference.js";

// What the form was opened with: what is typed differs from that.
export function baseOf(field) {
  const { base } = field.form.elements;
  return JSON.parse(base.value)[field.name] ?? "";
}

export function setBase(field, text) {
  const { base } = field.form.elements;
  base.value = JSON.stringify({ ...JSON.parse(base.value), [field.name]: text });
}

export function write(field, changes) {
  const spots = [];
  changes.iterChanges((from, to, _from, _to, insert) => spots.unshift([insert.toString(), from, to]));
  for (const [insert, from, to] of spots) field.setRangeText(insert, from, to, "preserve");
}

export function show(field, text) {
  const found = difference(field.value, text);
  if (found) field.setRangeText(found.insert, found.from, found.to, "preserve");
}

// A caret that was moved begins a step of its own to take back.
export function selected(state, ...ends) {
  const [anchor, head] = ends.map((at) => Math.min(at, state.doc.length));
  const { main } = state.selection;
  return main.from === anchor && main.to === head ? state : state.update({ selection: { anchor, head } }).state;
}
