// Where the others write and what they have selected: known by who said so, gone 15 s after the last sign.
import { live } from "./live.js";
import { drawn } from "./text-marks.js";
import { surfaceOf } from "./text-surface.js";

const GONE = 15_000;
const AGAIN = 10_000; // one's own caret is told again, as a sign of life
const PAUSE = 150;
const NAMED = 3000; // so long the whole name is shown, then initials
const known = new Map(); // people by id: {id, name, initials, colour}
const layers = new Set();

function meet(people) {
  for (const one of people) if (one?.id !== undefined && one.name) known.set(String(one.id), one);
}

const idOf = (by) => String(by?.id ?? by);

live.on("hello", ({ person }) => meet([person]));
live.on("people", ({ people }) => meet(people));
live.on("typists", ({ text, people }) => {
  meet(people);
  for (const layer of layers) if (layer.text === text) layer.only(people.map(idOf));
});
live.on("caret", ({ text, version, at, by }) => {
  meet([by]);
  for (const layer of layers) if (layer.text === text) layer.heard(idOf(by), version, at);
});

export class Carets {
  constructor(editor) {
    this.editor = editor;
    this.places = new Map(); // by person: {at, anchor, when, moved}
    this.box = Object.assign(document.createElement("div"), { className: "carets" });
    this.box.setAttribute("aria-hidden", "true");
    editor.field.after(this.box);
    const around = editor.field.parentElement;
    around.classList.add("has-carets");
    this.ending = new AbortController();
    const { signal } = this.ending;
    document.addEventListener("selectionchange", () => this.within && this.later(), { signal });
    around.addEventListener("focusout", ({ target }) => target === this.surface.element && this.say(null), { signal });
    for (const name of ["resize", "scroll"]) addEventListener(name, () => this.places.size && this.draw(), { signal, capture: true, passive: true });
    const sized = new ResizeObserver(() => this.draw());
    for (const element of [editor.field, around]) sized.observe(element);
    signal.addEventListener("abort", () => sized.disconnect());
    this.beat = setInterval(() => this.round(), 1000);
    layers.add(this);
  }

  get text() {
    return this.editor.session.client?.text;
  }

  get surface() {
    return surfaceOf(this.editor.field);
  }

  get within() {
    return document.activeElement === this.surface.element;
  }

  heard(by, version, at) {
    if (by === String(this.editor.session.me)) return;
    const [head, anchor] = at ? [at.head, at.anchor].map((one) => this.editor.session.client.placed(version, one)) : [];
    if (!at) this.places.delete(by);
    else if (head !== null) this.put(by, head, anchor ?? head);
    this.draw();
  }

  // Who has left has no caret.
  only(people) {
    for (const by of this.places.keys()) if (!people.includes(by)) this.places.delete(by);
    this.draw();
  }

  put(by, at, anchor = at) {
    this.places.set(by, { at, anchor, when: Date.now(), moved: Date.now() });
  }

  // Who typed stands behind what was typed; all others where they stood.
  map(changes, { by } = {}) {
    const mapped = (at) => changes.mapPos(Math.min(at, changes.length), 1);
    for (const place of this.places.values()) Object.assign(place, { at: mapped(place.at), anchor: mapped(place.anchor) });
    if (by !== undefined && idOf(by) !== String(this.editor.session.me)) {
      let end = 0;
      changes.iterChanges((_from, _to, _start, to) => (end = to));
      this.put(idOf(by), end);
      document.dispatchEvent(new CustomEvent("specroom:typing", { detail: { person: known.get(idOf(by)), field: this.surface.element } }));
    }
    this.draw();
  }

  // Drawn once a frame, however much came.
  draw() {
    this.drawing ??= requestAnimationFrame(() => {
      this.drawing = null;
      if (this.editor.field.isConnected) this.paint();
    });
  }

  paint() {
    const all = [...this.places].filter(([by]) => known.has(by));
    const shown = all.map(([by, place]) => ({ person: known.get(by), ...place, whole: Date.now() - place.moved < NAMED }));
    this.box.replaceChildren(...drawn(this.surface, shown, this.box.getBoundingClientRect()));
  }

  round() {
    const before = this.places.size;
    for (const [by, { when }] of this.places) if (Date.now() - when > GONE) this.places.delete(by);
    if (before) this.draw();
    if (this.within && Date.now() - (this.said ?? 0) > AGAIN) this.later();
  }

  later() {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.tell(true);
    }, PAUSE);
  }

  // A place is told of the text as the log has it: while letters are on their way it waits for them.
  tell(asked = false) {
    const { session } = this.editor;
    this.waits = asked || this.waits;
    if (!this.waits || !session.up || !session.saved || !this.within) return;
    this.waits = false;
    this.say(this.surface.range());
  }

  say(at) {
    const { session } = this.editor;
    if (!session.up || session.gone) return;
    this.said = Date.now();
    live.send({ m: "caret", text: session.client.text, version: session.client.version, at });
  }

  stop() {
    this.say(null);
    layers.delete(this);
    clearInterval(this.beat);
    clearTimeout(this.timer);
    this.ending.abort();
    this.box.remove();
  }
}
