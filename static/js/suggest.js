// A short field suggests what the team's specs say there; any other answer is as good.
import { hide, isOpen, show } from "./listbox.js";

const FIELD = "input[data-suggest]";
const known = new Map();
const spare = new Map();

function ask(field) {
  const query = field.dataset.suggest;
  if (!known.has(query)) {
    const address = `/${location.pathname.split("/")[1]}/suggest?${query}`;
    const found = fetch(address, { headers: { Accept: "application/json" } })
      .then((response) => response.json())
      .then((said) => said.items)
      .catch(() => forget(query));
    known.set(query, found);
  }
  return known.get(query);
}

// Without an answer the template's suggestions do; it is asked again next time.
function forget(query) {
  known.delete(query);
  return spare.get(query) ?? [];
}

document.addEventListener("specroom:saved", () => known.clear());

document.addEventListener("focusin", (event) => {
  const field = event.target;
  if (!field.matches?.(FIELD)) return;
  if (field.role !== "combobox") {
    field.role = "combobox";
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    spare.set(field.dataset.suggest, [...(field.list?.options ?? [])].map((option) => option.value));
    field.removeAttribute("list");
    ask(field);
  }
});

document.addEventListener("input", (event) => {
  if (event.target.matches?.(FIELD) && !event.isComposing) offer(event.target);
});

// Arrow down in the field, and a click in it while it is empty, show all there is.
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "ArrowDown" || event.altKey || !field.matches?.(FIELD) || isOpen(field)) return;
  event.preventDefault();
  offer(field, true);
});
document.addEventListener("click", (event) => {
  if (event.target.matches?.(FIELD) && !event.target.value) offer(event.target, true);
});

async function offer(field, all = false) {
  const typed = field.value;
  const items = await ask(field);
  if (document.activeElement !== field || field.value !== typed) return;
  const like = typed.trim().toLowerCase();
  const fitting = items.filter((item) => all || (item.toLowerCase().includes(like) && item.toLowerCase() !== like));
  if (!fitting.length || (!like && !all)) return hide();
  const frame = field.getBoundingClientRect();
  const take = (item) => {
    field.value = item.insert;
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    hide();
  };
  const shown = fitting.slice(0, 12).map((insert) => ({ insert }));
  show(field, shown, { x: frame.left, y: frame.bottom, above: frame.height, label: field.getAttribute("aria-label") ?? "", take });
}
