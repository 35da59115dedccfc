// The grey question of a section that nobody has written: pressing it, or what leads to it, opens it with the caret inside.
import { expect } from "./opening.js";

function write(section) {
  const add = section?.querySelector("[data-add]");
  if (!add) return false;
  const folded = section.closest("details");
  if (folded) folded.open = true;
  section.scrollIntoView({ block: "nearest" });
  expect(null);
  add.click();
  return true;
}

document.addEventListener("click", (event) => {
  if (!document.querySelector("[data-editable]") || String(getSelection()).length) return;
  const question = event.target.closest("[data-ask]");
  const link = event.target.closest("[data-write]");
  const section = question?.closest(".unwritten") ?? (link && document.getElementById(link.dataset.write));
  if (section && write(section) && link) event.preventDefault();
});

// A new spec begins in its first question, and at its top: the address names no place to which a browser would scroll.
const [, key] = /^#write-([a-z_]+)$/.exec(location.hash) ?? [];
const first = key && document.getElementById(`unwritten-${key}`);
if (first) addEventListener("load", () => write(first)); // htmx has looked at the link by then
