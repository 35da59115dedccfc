// Seeded cases of change sets with what CodeMirror makes of them, one JSON list a line, for the tests of its port.
// node change-sets.js 400 > ../../tests/document/changesets/cases.jsonl
import { ChangeSet, Text } from "@codemirror/state";
const count = +process.argv[2] || 400;
let seed = +process.argv[3] || 1;
const random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const LETTERS = ["a", "b", "c", " ", "\n", "é", "漢", "😀", "x", "yz"];
const words = (n) => Array.from({ length: n }, () => LETTERS[below(LETTERS.length)]).join("");

// A change set of a text with so many units: a few pieces deleted, replaced or put in.
function changes(length) {
  const specs = [];
  for (let left = below(5); left > 0; left--) {
    const from = below(length + 1);
    const to = below(3) ? Math.min(length, from + below(6)) : from;
    specs.push({ from, to, insert: below(3) ? words(below(4)) : "" });
  }
  return ChangeSet.of(specs, length);
}

for (let i = 0; i < count; i++) {
  const text = words(below(14));
  const doc = Text.of(text.split("\n"));
  const [a, b] = [changes(doc.length), changes(doc.length)];
  const after = a.apply(doc);
  const c = changes(after.length);
  console.log(JSON.stringify([text, a, b, after.toString(), a.map(b), a.map(b, true), c, a.compose(c), a.invert(doc)]));
}
