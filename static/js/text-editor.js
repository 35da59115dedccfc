// A field whose text is shared: each letter goes into the log, and what others write comes into the field, around the
// caret. The field stays the page's own, so that all that works in a textarea does.
import { EditorState, Transaction, history, isolateHistory } from "../vendor/codemirror/text.js";
import { difference, moved } from "./text-difference.js";
import { baseOf, selected, setBase, show, write } from "./text-field.js";
import { listen } from "./text-undo.js";

const FORM = ["unfit", "unwritable", "malformed"]; // the form can still save, and merges

export class Editor {
  // `drawn` gives what shows the others' carets, once the text is here.
  constructor(field, session, drawn) {
    Object.assign(this, { field, session, drawn, state: null, carets: null, composing: false, before: null });
    this.stop = new AbortController();
    session.view = this;
    if (session.client) this.opened();
  }

  // The text is here. What was typed until now goes into it first; where others changed the same words the form stays
  // a form, and is asked about when it is saved.
  opened() {
    const { field, session } = this;
    if (!field.isConnected) return session.leave();
    if (this.state) return this.#catchUp();
    if (field.form.dataset.saving) return this.#standBack(); // its words are on their way already
    const mine = session.saved ? moved(baseOf(field), field.value, session.doc) : [];
    if (!mine) return this.#standBack();
    this.state = EditorState.create({ doc: session.doc, extensions: [history()] });
    const changes = this.state.changes(mine);
    show(field, changes.apply(this.state.doc).toString());
    this.state = this.state.update({ changes, annotations: isolateHistory.of("full") }).state;
    if (!changes.empty) session.edit(changes);
    field.dataset.shared = "";
    this.carets = this.drawn(this);
    this.#settle();
    this.#listen();
  }

  #standBack() {
    this.session.view = null;
    this.session.leave();
  }

  // After its end the text goes on as another one.
  #catchUp() {
    const found = difference(this.state.doc.toString(), this.session.doc);
    if (found) this.follow(this.state.changes(found), {});
  }

  #listen() {
    const { field } = this;
    const on = (name, act) => field.addEventListener(name, act, { signal: this.stop.signal });
    on("beforeinput", () => (this.before = [field.selectionStart, field.selectionEnd]));
    on("input", (event) => this.#typed(event));
    listen(this, on);
    on("compositionstart", () => (this.composing = true));
    for (const name of ["compositionend", "blur"]) on(name, () => this.#composed());
  }

  // A composed word is one's own as it is typed; what others write waits until it is done.
  #composed() {
    if (!this.composing) return;
    this.composing = false;
    this.#typed({});
    this.session.release();
  }

  #typed({ inputType = "" }) {
    const { field, state } = this;
    if (field.value.isWellFormed?.() === false) field.value = field.value.toWellFormed();
    const caret = field.selectionStart;
    const found = difference(state.doc.toString(), field.value, caret);
    if (!found) return;
    const from = this.before ? selected(state, ...this.before) : state;
    const userEvent = inputType.startsWith("delete") ? "delete" : inputType === "insertText" ? "input.type" : "input";
    this.take(from.update({ changes: found, selection: { anchor: caret }, userEvent }));
    this.before = null;
  }

  // One's own change, in the field already or, by undo, not yet.
  take(transaction) {
    this.state = transaction.state;
    this.carets?.map(transaction.changes);
    this.session.edit(transaction.changes);
    this.#settle();
  }

  // Somebody else's change, and whose it is.
  follow(changes, message) {
    if (!this.state) return;
    this.state = this.state.update({ changes, annotations: Transaction.addToHistory.of(false) }).state;
    write(this.field, changes);
    this.#settle();
    this.carets?.map(changes, message);
  }

  // For the form nothing is changed that the log has: it is not saved by it, nor kept as a draft.
  #settle() {
    const { field } = this;
    if (field.defaultValue !== field.value) field.defaultValue = field.value; // where nothing was typed, setting it moves the caret
    field.dispatchEvent(new CustomEvent("specroom:grown", { bubbles: true }));
  }

  told() {
    this.carets?.tell();
  }

  // From here on it is a form's field as any other, typed upon what the log had.
  // Where it may not be saved there it stays to be read, and a question beneath it says why (text-question.js).
  ended() {
    const { field, session } = this;
    this.letGo(session.client?.base.toString());
    if (session.saved) return;
    if (FORM.includes(session.why)) this.#backToForm();
    else Object.assign(field, { defaultValue: field.value, readOnly: true });
  }

  #backToForm() {
    this.session.forget();
    this.field.dispatchEvent(new Event("input", { bubbles: true })); // kept as a draft
  }

  // The field was left: what is on its way goes without it.
  letGo(base = this.state?.doc.toString()) {
    const { field, session } = this;
    if (session.view === this) session.view = null;
    this.stop.abort();
    this.carets?.stop();
    if (!this.state) return;
    setBase(field, base);
    field.defaultValue = base;
    delete field.dataset.shared;
  }
}
