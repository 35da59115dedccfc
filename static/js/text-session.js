// One shared text on its way between a field, this browser's store and the line.
import { newKey } from "./outbox-tabs.js";
import { Missed, SharedText } from "./text-client.js";
import * as ends from "./text-ends.js";
import { Unfit, carried, lines } from "./text-sets.js";
import { Keeper } from "./text-keeper.js";
import * as store from "./text-store.js";


export class Session {
  // `at` is {spec, row, field}; `view` hears opened(), follow(changes, message), ended(why), told(), and may be `composing`.
  constructor({ id = newKey(), at, line, me, kept = null }) {
    Object.assign(this, { id, at, line, me, view: null, client: null, ref: "", why: "", carry: "", up: false, left: false, gone: false, doubt: false, strikes: 0 });
    this.held = []; // what came while a word was being composed
    this.keeper = new Keeper(this);
    this.opened = kept?.opened ?? null; // the words it was opened with
    if (!kept) return;
    Object.assign(this, { why: kept.why, carry: kept.carry });
    this.client = new SharedText(kept.client);
  }

  get saved() {
    return !this.client || this.client.saved;
  }

  get doc() {
    return this.client.doc.toString();
  }

  // The line is there (again): what was missed is asked for, then what was on its way is sent again.
  ask() {
    this.up = false;
    this.ref = newKey();
    const { spec, row, field } = this.at;
    if (this.client && !this.carry && !this.doubt) this.line.send({ m: "open", ref: this.ref, text: this.client.text, version: this.client.version });
    else this.line.send({ m: "open", ref: this.ref, spec, row, field, ...(this.carry && { carry: this.carry }) });
  }

  down(message) {
    ends.down(this, message);
  }

  hear(kind, message) {
    if (this.view?.composing) return this.held.push([kind, message]);
    return this[kind](message);
  }

  release() {
    for (const [kind, message] of this.held.splice(0)) this[kind](message);
  }

  async begin({ text, version, doc, epoch, carry, old_epoch: oldEpoch }) {
    if (this.doubt) {
      this.doubt = false;
      return this.ask();
    }
    const mine = this.carry && this.client.pending;
    const client = new SharedText({ text, version, base: doc, epoch, me: this.me, client: newKey() });
    if (mine) {
      const over = oldEpoch === epoch && carry && carried(mine, carry);
      if (!over || over.length !== client.base.length) {
        this.line.send({ m: "leave", text });
        return this.end("epoch");
      }
      client.edit(over);
    }
    await store.take(this.id);
    this.carry = this.why = "";
    this.client = client;
    this.opened ??= doc;
    this.up = true;
    this.view?.opened();
    this.step();
  }

  edit(changes) {
    this.client.edit(changes);
    this.step();
  }

  receive(message) {
    try {
      const shown = this.client.received(message);
      if (shown) this.view?.follow(shown, message);
    } catch (error) {
      if (error instanceof Missed) return this.up && this.ask();
      if (error instanceof Unfit) return this.end("unfit");
      throw error;
    }
    this.step();
  }

  resumed() {
    this.up = true;
    const push = this.client.push();
    if (push) this.line.send({ m: "push", ...push });
    this.step();
  }

  closed(message) {
    ends.closed(this, message);
  }

  refused(message) {
    ends.refused(this, message);
  }

  end(why) {
    ends.end(this, why);
  }

  leave() {
    this.left = true;
    this.go();
  }

  go() {
    if (!this.left || !this.saved || this.gone) return;
    if (this.up) this.line.send({ m: "leave", text: this.client.text });
    this.forget();
  }

  forget() {
    this.gone = true;
    store.remove(this.id);
    this.line.forget(this);
  }

  step() {
    this.keeper.keep();
    this.tell();
    this.go();
  }

  tell() {
    this.view?.told();
    document.dispatchEvent(new CustomEvent("specroom:text", { detail: this }));
  }
}
