// Keeps a session's state as it is now, then sends what became due; what happens meanwhile is kept next. A change is sent
// only after it is kept here with its number, so that whoever comes back after a crash sends the very same again.
import * as store from "./text-store.js";

const GAP = 40; // ms between pushes: 30 a second are let through

export class Keeper {
  constructor(session) {
    Object.assign(this, { session, due: 0, again: false, keeping: false });
  }

  async keep() {
    const { session } = this;
    this.again = true;
    if (this.keeping || !session.client) return;
    this.keeping = true;
    while (this.again && !session.gone) {
      this.again = false;
      const push = session.up && this.#mayPush() && session.client.next();
      await store.put(this.#state());
      if (push && session.up && session.client.inflight) session.line.send({ m: "push", ...session.client.push() });
    }
    this.keeping = false;
  }

  // The page goes: what was typed since it was last kept is kept at once, and not sent from here any more.
  last() {
    if (this.session.client && !this.session.gone && !this.session.saved) store.put(this.#state());
  }

  #state() {
    const { id, at, opened, why, carry, client } = this.session;
    return { id, at, opened, why, carry, client: client.snapshot(), when: Date.now() };
  }

  #mayPush() {
    const { pending, inflight } = this.session.client;
    const left = this.due - Date.now();
    if (left > 0) setTimeout(() => this.keep(), left);
    else if (pending && !inflight) this.due = Date.now() + GAP;
    return left <= 0;
  }
}
