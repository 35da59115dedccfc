// One shared text as one window knows it: the base document at a version, at most one change on its way with its number,
// and one composed change that waits. Pure: it knows neither page nor line. Lengths are looked at before every mapping,
// as a set that does not fit makes CodeMirror's mapping go on for ever.
import { ChangeSet, Text } from "../vendor/codemirror/text.js";

const PORTION = 60_000; // UTF-16 units of one push: a frame holds 300 kB, a unit up to 6 bytes of JSON

export class Missed extends Error {} // entries are missing before this one
export class Unfit extends Error {} // what came does not belong to this text

export const lines = (text) => Text.of(text.split("\n"));

export class SharedText {
  constructor({ text, version, base, me, client, epoch = 0, n = 0, inflight = null, pending = null }) {
    Object.assign(this, { text, version, me, client, epoch, n });
    this.base = lines(base);
    this.inflight = inflight && { n: inflight.n, changes: this.#fitting(inflight.ch, this.base.length) };
    this.pending = pending && this.#fitting(pending, this.sent.length);
  }

  // What is in the log once the change on its way is.
  get sent() {
    return this.inflight ? this.inflight.changes.apply(this.base) : this.base;
  }

  get doc() {
    return this.pending ? this.pending.apply(this.sent) : this.sent;
  }

  // Neither on its way nor waiting: acknowledged.
  get saved() {
    return !this.inflight && !this.pending;
  }

  edit(changes) {
    const all = this.pending ? this.pending.compose(fits(changes, this.pending.newLength)) : fits(changes, this.sent.length);
    this.pending = all.empty ? null : all;
  }

  // What is to be sent now, if anything: identical replacements are dropped, large ones go in portions.
  next() {
    if (this.inflight || !this.pending) return null;
    const [first, rest] = portion(normal(this.pending, this.base));
    this.pending = rest;
    if (!first) return null;
    this.n += 1;
    this.inflight = { n: this.n, changes: first };
    return this.push();
  }

  push() {
    return this.inflight && { text: this.text, base: this.version, c: this.client, n: this.inflight.n, ch: this.inflight.changes.toJSON() };
  }

  // An entry of the log. Gives what it changes in the document as it is shown, or null.
  received({ v, by, c, n, ch }) {
    if (v <= this.version) return null;
    if (v !== this.version + 1) throw new Missed();
    const theirs = this.#fitting(ch, this.base.length);
    const own = by === this.me && c === this.client;
    if (own && (n !== this.inflight?.n || JSON.stringify(this.inflight.changes) !== JSON.stringify(ch))) throw new Unfit();
    const shown = own ? null : this.#follow(theirs);
    if (own) this.inflight = null;
    this.base = theirs.apply(this.base);
    this.version = v;
    return shown;
  }

  #follow(theirs) {
    let changes = theirs;
    if (this.inflight) {
      const { changes: mine } = this.inflight;
      this.inflight = { n: this.inflight.n, changes: mine.map(changes) };
      changes = changes.map(mine, true);
    }
    if (!this.pending) return changes;
    const mine = this.pending;
    this.pending = mine.map(changes);
    return changes.map(mine, true);
  }

  // All that is not in the log, as one change of its last document; null where there is none.
  unconfirmed() {
    const { inflight, pending } = this;
    const all = inflight ? (pending ? inflight.changes.compose(pending) : inflight.changes) : pending;
    return all && normal(all, this.base);
  }

  snapshot() {
    const { text, version, me, client, epoch, n, inflight, pending } = this;
    return {
      text, version, me, client, epoch, n,
      base: this.base.toString(),
      inflight: inflight && { n: inflight.n, ch: inflight.changes.toJSON() },
      pending: pending && pending.toJSON(),
    };
  }

  #fitting(ch, length) {
    try {
      return fits(ChangeSet.fromJSON(ch), length);
    } catch {
      throw new Unfit();
    }
  }
}

function fits(changes, length) {
  if (changes.length !== length) throw new Unfit();
  return changes;
}

// What was unconfirmed when its text ended, over what the server did since (`carry`); null where they do not fit.
export function carried(unconfirmed, carry) {
  const theirs = ChangeSet.fromJSON(carry);
  return theirs.length === unconfirmed.length ? unconfirmed.map(theirs) : null;
}

function normal(changes, before) {
  const kept = [];
  changes.iterChanges((from, to, _start, _end, insert) => {
    if (!before.slice(from, to).eq(insert)) kept.push({ from, to, insert });
  });
  return ChangeSet.of(kept, before.length);
}

// The first part of a change, and what of it is left behind that.
function portion(changes) {
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
