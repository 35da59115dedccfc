// What is done with sets of changes before they are mapped or sent.
import { ChangeSet, Text } from "../vendor/codemirror/text.js";

const PORTION = 60_000; // UTF-16 units of one push: a frame holds 300 kB, a unit up to 6 bytes of JSON

export class Unfit extends Error {} // what came does not belong to this text

export const lines = (text) => Text.of(text.split("\n"));

// A set that does not fit makes CodeMirror's mapping go on for ever.
export function fits(changes, length) {
  if (changes.length !== length) throw new Unfit();
  return changes;
}

// What was unconfirmed when its text ended, over what the server did since (`carry`); null where they do not fit.
export function carried(unconfirmed, carry) {
  const theirs = ChangeSet.fromJSON(carry);
  return theirs.length === unconfirmed.length ? unconfirmed.map(theirs) : null;
}

// Without what is replaced by itself.
export function normal(changes, before) {
  const kept = [];
  changes.iterChanges((from, to, _start, _end, insert) => {
    if (!before.slice(from, to).eq(insert)) kept.push({ from, to, insert });
  });
  return ChangeSet.of(kept, before.length);
}

// The first part of a change, and what of it is left behind that.
export function portion(changes) {
  const whole = changes.empty ? null : changes;
  let spot = null;
  changes.iterChanges((from, to, _start, _end, insert) => {
    if (!spot && insert.length > PORTION) spot = { from, to, insert };
  });
  if (!spot) return [whole, null];
  const { from, to, insert } = spot;
  const half = /[\ud800-\udbff]/.test(insert.sliceString(PORTION - 1, PORTION)) ? PORTION - 1 : PORTION;
  const first = ChangeSet.of([{ from, to, insert: insert.slice(0, half) }], changes.length);
  const rest = [{ from: from + half, insert: insert.slice(half) }];
  changes.iterChanges((start, end, _from, _to, words) => {
    const shift = start > from ? half - (to - from) : 0;
    if (start !== from) rest.push({ from: start + shift, to: end + shift, insert: words });
  });
  return [first, ChangeSet.of(rest, first.newLength)];
}
