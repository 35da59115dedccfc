// One shared text as one window knows it: the base document at a version, at most one change on its way with its number,
// and one composed change that waits. Pure: it knows neither page nor line. Lengths are looked at before every mapping.
import { ChangeSet } from "../vendor/codemirror/text.js";
import { Unfit, fits, lines, normal, portion } from "./text-sets.js";

const RECENT = 200; // entries a place of somebody else's caret is mapped over

export class Missed extends Error {} // entries are missing before this one

export class SharedText {
  constructor({ text, version, base, me, client, epoch = 0, n = 0, inflight = null, pending = null }) {
    Object.assign(this, { text, version, me, client, epoch, n });
    this.base = lines(base);
    this.inflight = inflight && { n: inflight.n, changes: this.#fitting(inflight.ch, this.base.length) };
    this.pending = pending && this.#fitting(pending, this.sent.length);
    this.recent = [];
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
    const own = String(by) === String(this.me) && c === this.client;
    if (own && (n !== this.inflight?.n || JSON.stringify(this.inflight.changes) !== JSON.stringify(ch))) throw new Unfit();
    const shown = own ? null : this.#follow(theirs);
    if (own) this.inflight = null;
    this.base = theirs.apply(this.base);
    this.version = v;
    this.recent = [...this.recent.slice(1 - RECENT), { v, theirs }];
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

  // Where a place in the text of some version is in what is shown; null where that is not known.
  placed(version, at) {
    if (version > this.version || version < this.version - this.recent.length) return null;
    const since = this.recent.filter(({ v }) => v > version).map(({ theirs }) => theirs);
    const all = [...since, this.inflight?.changes, this.pending].filter(Boolean);
    return all.reduce((place, changes) => changes.mapPos(Math.min(place, changes.length), 1), at);
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

