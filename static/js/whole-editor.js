// The editor over the field of the whole document. The field is written back when the form is sent, not at every key:
// a megabyte is too much for that.
import { words } from "./code-words.js";

export async function open(field, { changed, moved }) {
  const { mount } = await import("../vendor/codemirror/editor.js");
  const box = document.createElement("div");
  box.className = "editor whole-editor";
  field.before(box);
  const editor = mount({
    parent: box,
    doc: field.value,
    label: field.getAttribute("aria-label"),
    describedby: field.getAttribute("aria-describedby"),
    nonce: document.querySelector("meta[name=style-nonce]").content,
    phrases: words().phrases,
    numbers: true,
    wrap: true,
    changed,
    moved,
  });
  editor.speak("markdown");
  field.hidden = true;
  return editor;
}
