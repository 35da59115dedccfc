// Images are pasted into an open field, or dropped on one or on a row: the field gets the Markdown when they are there.
// How it goes stands in a line below the field, never in the text; what fails leaves nothing behind.
import { later } from "./later.js";
import { NotUploaded, say, upload, wordsOf } from "./image-upload.js";

const FIELDS = "form[data-row-form] textarea:not([data-code]), [data-whole] .cm-content";
const way = () => document.getElementById("image-way");
const isImage = (file) => /^image\/(png|jpeg|gif|webp|svg\+xml)$/.test(file.type);
const carriesFiles = (event) => way() && event.dataTransfer?.types.includes("Files");

document.addEventListener("paste", (event) => {
  const field = event.target.closest?.(FIELDS);
  const files = [...(event.clipboardData?.files ?? [])].filter(isImage);
  if (!way() || !field || !files.length) return;
  if (event.clipboardData.getData("text/plain")) return; // cells of a spreadsheet bring a picture of themselves
  event.preventDefault();
  bring(files, field);
});

document.addEventListener("dragover", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  mark(placeOf(event.target));
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) mark(null);
});

document.addEventListener("drop", async (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault(); // else the browser would show the file in the place of this page
  mark(null);
  const files = [...event.dataTransfer.files].filter(isImage);
  if (!files.length) return tell(say("noImage"));
  const place = placeOf(event.target);
  const field = place?.matches(FIELDS) ? place : place && (await opened(place));
  if (!field) return tell(say("noPlace"));
  if (place !== field) toEnd(field);
  bring(files, field);
});

// Chosen by hand too, where nothing can be dropped.
document.addEventListener("change", (event) => {
  const chooser = event.target;
  if (!chooser.matches?.("[data-choose-image]") || !way()) return;
  const field = chooser.closest("form").querySelector(FIELDS);
  field.focus();
  bring([...chooser.files], field);
  chooser.value = "";
});

function placeOf(target) {
  return target.closest?.(FIELDS) ?? target.closest?.("[data-open]")?.querySelector(FIELDS) ?? target.closest?.("[data-row]");
}

function mark(place) {
  for (const element of document.querySelectorAll(".over-row")) element.classList.remove("over-row");
  place?.classList.add("over-row");
}

// The row's form, once it stands there; nothing for a row that has no text.
async function opened(row) {
  const { id } = row;
  const opening = await later(() => import("./opening.js"), true);
  if (!opening) return null;
  return new Promise((resolve) => {
    const look = () => resolve(document.getElementById(id)?.querySelector(`.main-field textarea:not([data-code])`) ?? null);
    document.addEventListener("htmx:afterSettle", () => setTimeout(look, 0), { once: true });
    if (!opening.open(row)) resolve(null);
  });
}

// Dropped on a row, an image stands below its text: in a paragraph of its own, or in the line where there is but one.
function toEnd(field) {
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  if (field.value.trim() && !field.hasAttribute("data-one-line")) write(field, "\n\n");
  else if (field.value.trim()) write(field, " ");
}

async function bring(files, field) {
  for (const file of files) await bringOne(file, field);
}

async function bringOne(file, field) {
  const line = lineBelow(field);
  line.firstElementChild.textContent = say("onWay", file);
  try {
    const path = await upload(file);
    if (!field.isConnected) return tell(say("closed", file));
    insert(field, path, wordsOf(file));
    line.firstElementChild.textContent = say("done", file);
    field.addEventListener("blur", () => line.remove(), { once: true });
  } catch (error) {
    if (!(error instanceof NotUploaded)) throw error;
    line.classList.add("bad");
    line.setAttribute("role", "alert");
    line.firstElementChild.textContent = error.message;
    if (!field.isConnected) tell(error.message);
  }
}

function lineBelow(field) {
  const own = field.closest(".main-field, .out, .cm-editor") ?? field;
  if (own.nextElementSibling?.matches(".image-way")) own.nextElementSibling.remove();
  const line = way().content.firstElementChild.cloneNode(true);
  own.after(line);
  return line;
}

function insert(field, path, words) {
  const active = document.activeElement === field;
  if (field.isContentEditable) {
    field.focus();
    return write(field, `![${words}](${path})`);
  }
  const end = behindImage(field.value, field.selectionEnd);
  const blank = /\S/.test(field.value[end - 1] ?? " ") ? " " : "";
  const at = end + blank.length;
  field.setSelectionRange(end, end);
  write(field, `${blank}![${words}](${path})`);
  if (active || document.activeElement === field) field.setSelectionRange(at + 2, at + 2 + words.length);
}

// The caret stands between the brackets of the image before: the next one goes behind that.
function behindImage(text, caret) {
  for (const { 0: whole, index } of text.matchAll(/!\[[^\]]*\]\(images\/[0-9a-f]{64}\.\w+\)/g)) {
    if (index < caret && caret < index + whole.length) return index + whole.length;
  }
  return caret;
}

// In the way that the browser can take back with Ctrl+Z, where it knows one.
function write(field, text) {
  if (document.activeElement === field && document.execCommand?.("insertText", false, text)) return;
  if (field.isContentEditable) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function tell(said) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = said;
  document.getElementById("notice")?.replaceChildren(toast);
}
