// In a field whose text is shared one's own last change is taken back, or done again; what others wrote stays.
import { redo, undo } from "../vendor/codemirror/text.js";
import { write } from "./text-field.js";

const NAMES = { undo, redo };
const INPUTS = { historyUndo: "undo", historyRedo: "redo" };

// `on(name, act)` listens for as long as the field is the editor's.
export function listen(editor, on) {
  const take = (event, name) => {
    if (!name) return;
    event.preventDefault();
    step(editor, name);
  };
  on("beforeinput", (event) => take(event, INPUTS[event.inputType]));
  on("keydown", (event) => take(event, named(event)));
}

function named(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return "";
  const key = event.key.toLowerCase();
  if (key === "z") return event.shiftKey ? "redo" : "undo";
  return key === "y" && !event.shiftKey ? "redo" : "";
}

function step(editor, name) {
  const { field } = editor;
  const dispatch = (transaction) => {
    const { anchor, head } = transaction.newSelection.main;
    write(field, transaction.changes);
    editor.take(transaction);
    field.setSelectionRange(Math.min(anchor, head), Math.max(anchor, head));
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: name === "undo" ? "historyUndo" : "historyRedo" }));
  };
  NAMES[name]({ state: editor.state, dispatch });
}
