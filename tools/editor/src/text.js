// What a text that several people write is kept in: documents and change sets of CodeMirror, and its history, without a
// view. It is written in the page's own textarea.
import { history, isolateHistory, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { Annotation, ChangeSet, EditorSelection, EditorState, Text, Transaction } from "@codemirror/state";

export { Annotation, ChangeSet, EditorSelection, EditorState, Text, Transaction, history, isolateHistory, redo, redoDepth, undo, undoDepth };
