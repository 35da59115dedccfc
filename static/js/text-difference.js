// Where two texts differ, as one replacement, whole characters only.
const high = (text, at) => /[\ud800-\udbff]/.test(text[at] ?? "");

// `caret`: where the caret stands in the new text, so that of equal letters the one just typed is the new one.
export function difference(before, after, caret = after.length) {
  const least = Math.min(before.length, after.length);
  const most = Math.min(least, Math.max(0, after.length - caret));
  let end = 0;
  while (end < most && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  let start = 0;
  while (start < least - end && before[start] === after[start]) start += 1;
  while (end < least - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  if (high(before, start - 1) || high(after, start - 1)) start -= 1;
  if (high(before, before.length - end - 1) || high(after, after.length - end - 1)) end -= 1;
  const [from, to] = [Math.max(0, start), before.length - Math.max(0, end)];
  const insert = after.slice(from, after.length - Math.max(0, end));
  return from === to && !insert ? null : { from, to, insert };
}

// The same by whole words, as words are what people mean; null where they do not differ.
function byWords(before, after) {
  const found = difference(before, after);
  if (!found) return null;
  const end = before.length - found.to;
  const left = /\S*$/.exec(before.slice(0, found.from))[0].length;
  const right = /^\S*/.exec(before.slice(found.to))[0].length;
  return { from: found.from - left, to: found.to + right, insert: after.slice(found.from - left, after.length - end + right) };
}

// What was typed upon `base`, as a change of `now`; null where others changed the same words or place.
export function moved(base, typed, now) {
  const mine = byWords(base, typed);
  const theirs = byWords(base, now);
  if (!mine || !theirs) return mine ?? [];
  if (typed === now) return [];
  if (mine.to < theirs.from) return mine;
  if (mine.from <= theirs.to) return null;
  const shift = theirs.insert.length - (theirs.to - theirs.from);
  return { ...mine, from: mine.from + shift, to: mine.to + shift };
}
