// Requirements that a task serves are chosen from a list and written into its text: "Push adapter (FR-1, FR-4)".
const boxesOf = (list) => [...list.querySelectorAll("input")];
const TOKEN = /[A-Za-z0-9][A-Za-z0-9._-]*/g;

const textOf = (list) => list.closest("form").querySelector("textarea[name=text]");
const named = (text) => new Set([...text.matchAll(TOKEN)].map(([word]) => word.replace(/[._-]+$/, "").toLowerCase()));

// The group at the end of the first line, if it holds nothing but ids.
function parted(text, known) {
  const [line] = text.split("\n", 1);
  const below = text.slice(line.length);
  const found = /^(.*?)\s*\(([^()]*)\)\s*$/.exec(line);
  const uids = found ? found[2].split(",").map((uid) => uid.trim()) : [];
  if (!found || !uids.every((uid) => known.has(uid.toLowerCase()))) return { words: line.trimEnd(), uids: [], below };
  return { words: found[1], uids, below };
}

document.addEventListener("htmx:afterSettle", (event) => {
  const list = event.target.querySelector?.("[data-serves]");
  if (list) show(list);
});
document.addEventListener("input", (event) => {
  const list = event.target.form?.querySelector("[data-serves]");
  if (list && event.target === textOf(list)) show(list);
});

function show(list) {
  const said = named(textOf(list)?.value ?? "");
  for (const box of boxesOf(list)) box.checked = box.defaultChecked = said.has(box.value.toLowerCase());
}

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-serves]");
  const field = list && textOf(list);
  if (!field) return;
  const boxes = boxesOf(list);
  const { words, uids, below } = parted(field.value, new Set(boxes.map((box) => box.value.toLowerCase())));
  const chosen = new Set(uids.map((uid) => uid.toLowerCase()));
  if (event.target.checked) chosen.add(event.target.value.toLowerCase());
  else chosen.delete(event.target.value.toLowerCase());
  const group = boxes.map((box) => box.value).filter((uid) => chosen.has(uid.toLowerCase()));
  field.value = words + (group.length ? ` (${group.join(", ")})` : "") + below;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
