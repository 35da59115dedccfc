// A list of ways to go on, below a field that keeps the focus; the field tells a screen reader which one is marked.
const box = document.createElement("ul");
box.id = "completion";
box.className = "completion";
box.role = "listbox";
box.hidden = true;

const said = document.createElement("div");
said.className = "sr";
said.role = "status";

let now = null; // { field, take, items, at }

export const isOpen = (field = null) => Boolean(now) && (field === null || now.field === field);

// Shows items ({ insert, detail }) at a point of the page; `first` marks the first one beforehand.
export function show(field, items, { x, y, above = 0, first = false, label, take }) {
  if (!items.length) return hide();
  if (!box.isConnected) (document.querySelector("main") ?? document.body).append(box, said);
  if (!isOpen(field)) hide();
  const fresh = !isOpen(field);
  now = { field, take, items, at: -1 };
  box.setAttribute("aria-label", label);
  box.replaceChildren(...items.map(option));
  box.hidden = false;
  place(x, y, above);
  tie(field);
  mark(first ? 0 : -1);
  if (fresh) said.textContent = `${label}: ${items.length}`;
}

function option(item, i) {
  const line = document.createElement("li");
  line.role = "option";
  line.id = `completion-${i}`;
  line.dir = "auto";
  const word = document.createElement("b");
  word.textContent = item.insert;
  line.append(word);
  if (item.detail && item.detail !== item.insert) {
    const detail = document.createElement("span");
    detail.textContent = item.detail;
    line.append(" ", detail);
  }
  return line;
}

// Below the point, or above it where there is no room below; never wider than the window.
function place(x, y, above) {
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(8, Math.min(x, clientWidth - box.offsetWidth - 8));
  const fits = y + box.offsetHeight + 8 < clientHeight || y - above < box.offsetHeight;
  box.style.left = `${left}px`;
  box.style.top = `${fits ? y + 4 : y - above - box.offsetHeight - 4}px`;
}

function tie(field) {
  field.setAttribute("aria-controls", box.id);
  if (field.role === "combobox") field.setAttribute("aria-expanded", "true");
}

function mark(at) {
  now.at = at;
  [...box.children].forEach((line, i) => line.setAttribute("aria-selected", String(i === at)));
  if (at < 0) return now.field.removeAttribute("aria-activedescendant");
  now.field.setAttribute("aria-activedescendant", box.children[at].id);
  box.children[at].scrollIntoView({ block: "nearest" });
}

export function hide() {
  if (!now) return;
  const { field } = now;
  now = null;
  box.hidden = true;
  said.textContent = "";
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
  if (field.role === "combobox") field.setAttribute("aria-expanded", "false");
}

function take(at) {
  const { items, take: taken } = now;
  hide();
  taken(items[at]);
}

// Keys go to the list first while it is open: Escape closes it and leaves the row as it is.
document.addEventListener(
  "keydown",
  (event) => {
    if (!now || event.target !== now.field || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return hide();
    const last = now.items.length - 1;
    if (event.key === "Escape") hide();
    else if (event.key === "ArrowDown") mark(now.at >= last ? 0 : now.at + 1);
    else if (event.key === "ArrowUp") mark(now.at <= 0 ? last : now.at - 1);
    else if ((event.key === "Enter" || event.key === "Tab") && now.at >= 0 && !event.shiftKey) take(now.at);
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// The field keeps the focus while somebody points at the list.
box.addEventListener("pointerdown", (event) => event.preventDefault());
box.addEventListener("mousedown", (event) => event.preventDefault());
box.addEventListener("click", (event) => {
  event.stopPropagation();
  const line = event.target.closest("[role=option]");
  if (line && now) take([...box.children].indexOf(line));
});

document.addEventListener("focusout", (event) => isOpen(event.target) && hide());
document.addEventListener("scroll", (event) => event.target !== box && event.target === document && now && hide(), true);
document.addEventListener("htmx:beforeSwap", () => now && !now.field.isConnected && hide());
