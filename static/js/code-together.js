// Code that several people write: what others write comes into the editor at once, around the caret, and is not one's own
// to undo.
import { difference } from "./text-difference.js";
import { standsBefore } from "./text-surface.js";

// `apart(act)` does what is no typing of one's own.
export function follow(field, editor, apart) {
  standsBefore(field, editor.view);
  field.addEventListener("specroom:grown", () => {
    const found = difference(editor.text(), field.value);
    if (!found) return;
    const { addToHistory, remote } = editor.view.state.update({}).constructor; // of the editor's own build
    const annotations = [addToHistory.of(false), remote.of(true)];
    apart(() => editor.view.dispatch({ changes: found, annotations }));
  });
}
