// The code editor: CodeMirror with what Specroom needs of it. It knows nothing of the page it stands in.
import { defaultKeymap, history, historyKeymap, indentLess, insertTab, indentMore } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorSelection, EditorState } from "@codemirror/state";
import { EditorView, drawSelection, gutter, GutterMarker, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { theme } from "./theme.js";

const LANGUAGES = {
  json: () => import("./json.js"),
  sql: () => import("./sql.js"),
  yaml: () => import("./yaml.js"),
  markdown: () => import("./markdown.js"),
  mermaid: () => import("./mermaid.js"),
};
const SAME = { yml: "yaml", md: "markdown", jsonc: "json", postgresql: "sql", sqlite: "sql", mysql: "sql" };

// The name of a language we have, or "".
export function known(name) {
  const plain = String(name).trim().toLowerCase();
  const found = Object.hasOwn(SAME, plain) ? SAME[plain] : plain;
  return Object.hasOwn(LANGUAGES, found) ? found : "";
}

// Tab writes a tab or indents the lines that are marked; after Escape it leaves, as CodeMirror has it.
const tab = { key: "Tab", run: (view) => (view.state.selection.ranges.some((range) => !range.empty) ? indentMore(view) : insertSpaces(view)), shift: indentLess };

function insertSpaces(view) {
  if (view.state.facet(indentUnit) === "\t") return insertTab(view);
  view.dispatch(view.state.replaceSelection(view.state.facet(indentUnit)), { scrollIntoView: true, userEvent: "input" });
  return true;
}

// Letters typed over marked ones are put in by the editor: the browser would carry the old ones' look over as an inline
// style, which the page's policy forbids.
const over = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const marked = view.state.selection.ranges.some((range) => !range.empty);
    if (event.inputType !== "insertText" || !event.data || event.isComposing || view.composing || !marked) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { scrollIntoView: true, userEvent: "input.type" });
    return true;
  },
});

// Ctrl+Enter saves the form around the editor; Alt with an arrow moves the row it stands in.
const LEFT = new Set(["Mod-Enter", "Alt-ArrowUp", "Alt-ArrowDown"]);
const keys = [...defaultKeymap, ...historyKeymap, ...searchKeymap, ...lintKeymap].filter(({ key }) => !LEFT.has(key));

// `parent` holds the editor; `doc` its text; `changed(text)` hears of what is typed. `gutter`: whether lines are numbered.
export function mount({ parent, doc, label, nonce, changed, moved, numbers = false, wrap = false, phrases = {}, describedby = "" }) {
  const language = new Compartment();
  const marks = new Compartment();
  let loaded = "";
  const attributes = { "aria-label": label, spellcheck: "false", autocapitalize: "off", tabindex: "0", ...(describedby && { "aria-describedby": describedby }) };
  const state = EditorState.create({
    doc,
    extensions: [
      numbers ? [lineNumbers(), highlightActiveLineGutter(), highlightActiveLine(), highlightSelectionMatches()] : [],
      marks.of([]),
      history(),
      highlightSpecialChars(),
      drawSelection(),
      EditorState.allowMultipleSelections.of(true),
      EditorState.phrases.of(phrases),
      EditorState.tabSize.of(4),
      indentUnit.of(/^\t/m.test(doc) ? "\t" : "  "),
      indentOnInput(),
      bracketMatching(),
      search({ top: true }),
      syntaxHighlighting(classHighlighter),
      over,
      keymap.of([tab, ...keys]),
      wrap ? EditorView.lineWrapping : [],
      EditorView.contentAttributes.of(attributes),
      nonce ? EditorView.cspNonce.of(nonce) : [],
      theme,
      language.of([]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) changed?.(update.state.doc.toString(), update);
        if (update.docChanged || update.selectionSet) moved?.(update.state.doc.lineAt(update.state.selection.main.head).number);
      }),
    ],
  });
  const view = new EditorView({ state, parent });

  async function speak(name) {
    const wanted = known(name);
    if (wanted === loaded) return;
    loaded = wanted;
    const found = wanted ? (await LANGUAGES[wanted]()).language() : [];
    if (loaded === wanted) view.dispatch({ effects: language.reconfigure(found) });
  }

  return {
    view,
    speak,
    text: () => view.state.doc.toString(),
    replace: (text) => replace(view, text),
    select: (from, to = from) => select(view, from, to),
    toLine: (number) => toLine(view, number),
    say: (faults) => view.dispatch(setDiagnostics(view.state, faults.map((fault) => fitted(view.state.doc, fault)))),
    find: () => openSearchPanel(view),
    beside: (words) => view.dispatch({ effects: marks.reconfigure(words ? readings(words) : []) }),
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}

// Only what differs is replaced, so that the caret and what was folded or found stay.
function replace(view, text) {
  const now = view.state.doc.toString();
  if (now === text) return;
  let start = 0;
  const most = Math.min(now.length, text.length);
  while (start < most && now.charCodeAt(start) === text.charCodeAt(start)) start += 1;
  let end = 0;
  while (end < most - start && now.charCodeAt(now.length - 1 - end) === text.charCodeAt(text.length - 1 - end)) end += 1;
  view.dispatch({ changes: { from: start, to: now.length - end, insert: text.slice(start, text.length - end) } });
}

function select(view, from, to) {
  const end = view.state.doc.length;
  view.dispatch({ selection: EditorSelection.single(Math.min(from, end), Math.min(to, end)) });
}

function toLine(view, number) {
  const line = view.state.doc.line(Math.max(1, Math.min(number, view.state.doc.lines)));
  view.dispatch({ selection: { anchor: line.from }, effects: EditorView.scrollIntoView(line.from, { y: "center" }) });
}

// A fault is told by place or by line (from 1); one at the very end marks the last letter.
function fitted(doc, { from, to, line, message, severity = "error" }) {
  const whole = line ? doc.line(Math.max(1, Math.min(line, doc.lines))) : null;
  const start = Math.min(whole ? whole.from : from, doc.length);
  const end = Math.min(whole ? whole.to : (to ?? start + 1), doc.length);
  return { from: start === end && start > 0 ? start - 1 : start, to: end, message, severity };
}

// What each line is read as, beside its number: words by line, from 1.
class Reading extends GutterMarker {
  constructor(words) {
    super();
    this.words = words;
  }
  eq(other) {
    return other.words === this.words;
  }
  toDOM() {
    const element = document.createElement("span");
    element.textContent = this.words;
    return element;
  }
}

function readings(words) {
  const widest = words.reduce((most, word) => (word.length > most.length ? word : most), "");
  return gutter({
    class: "cm-read-as",
    lineMarker: (view, line) => {
      const said = words[view.state.doc.lineAt(line.from).number - 1];
      return said ? new Reading(said) : null;
    },
    initialSpacer: () => new Reading(widest),
  });
}
