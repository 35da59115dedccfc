// The command palette: Ctrl+K or / opens it; what is typed is asked of the server, which knows what one may see and do.
import { letters, inField } from "./letters.js";
import { choose } from "./theme.js";
import { help } from "./help.js";

const dialog = document.getElementById("palette");
const field = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
const failed = dialog.querySelector("[data-palette-failed]");
const said = dialog.querySelector("[data-palette-said]");
const PAUSE = 120;
let asked = null;
let waiting = 0;
let from = null;

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const command = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k";
  const slash = event.key === "/" && plain && letters() && !inField(event.target);
  if (!command && !slash) return;
  event.preventDefault();
  const own = slash && document.querySelector("[data-search-field]");
  if (own) own.select();
  else if (dialog.open) dialog.close();
  else show();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-palette-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show();
});

function show() {
  if (document.querySelector("dialog[open]")) return;
  from = document.activeElement;
  from = from?.closest("[data-open], [data-row]") ?? from;
  field.value = "";
  list.replaceChildren();
  field.removeAttribute("aria-activedescendant");
  dialog.showModal();
  ask();
}

// Focus goes back to where it was; a row that was open meanwhile closed, so it is found again by its id.
dialog.addEventListener("close", () => {
  if (dialog.open) return; // told late: it was opened again meanwhile, and asks for something else
  asked?.abort();
  if (document.activeElement && document.activeElement !== document.body) return;
  (from?.isConnected ? from : document.getElementById(from?.id))?.focus({ preventScroll: true });
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
  const option = event.target.closest("[role=option]");
  if (option) act(option, event.ctrlKey || event.metaKey);
});

dialog.addEventListener("pointermove", (event) => {
  const option = event.target.closest?.("[role=option]");
  if (option && option !== chosen()) mark(option, false);
});

field.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const all = options();
  const at = all.indexOf(chosen());
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, all.length - 1), PageUp: Math.max(at - 8, 0) }[event.key];
  if (to !== undefined && all.length) {
    event.preventDefault();
    mark(all[(to + all.length) % all.length]);
  } else if (event.key === "Enter") {
    event.preventDefault();
    enter(event.ctrlKey || event.metaKey);
  } else if (event.key === "Tab") {
    event.preventDefault();
  }
});

// Enter pressed before the answer came waits for it: nobody wants what the words before the last letter found.
async function enter(elsewhere) {
  clearTimeout(waiting);
  if (list.dataset.of !== field.value) await ask();
  if (chosen()) act(chosen(), elsewhere);
}

async function ask() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const words = field.value;
  const query = new URLSearchParams({ q: words, on: dialog.dataset.on });
  try {
    const answer = await fetch(`${dialog.dataset.palette}?${query}`, { signal: mine.signal, headers: { Accept: "text/html" } });
    if (!answer.ok || answer.headers.get("X-Fragment") !== "1") throw new Error(answer.status);
    fill(await answer.text(), words);
  } catch {
    if (!mine.signal.aborted) failed.hidden = false;
  }
}

function fill(html, words) {
  const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-said]");
  list.replaceChildren(...part.childNodes);
  list.dataset.of = words;
  list.scrollTop = 0;
  failed.hidden = true;
  said.textContent = part.dataset.said;
  const first = options()[0];
  if (first) mark(first);
  else field.removeAttribute("aria-activedescendant");
}

function mark(option, scroll = true) {
  chosen()?.setAttribute("aria-selected", "false");
  option.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", option.id);
  if (scroll) option.scrollIntoView({ block: "nearest" });
}

function act(option, elsewhere) {
  const { href, press } = option.dataset;
  const words = field.value.trim();
  dialog.close();
  if (press) presses(press, words);
  else if (elsewhere) open(href, "_blank", "noopener");
  else go(href);
}

function presses(name, words) {
  if (name === "keys") help();
  else if (name === "log-out") document.querySelector("form[data-log-out]").requestSubmit();
  else if (name === "find") document.dispatchEvent(new CustomEvent("specroom:find", { detail: words }));
  else choose(name.replace("theme-", ""));
}

// A row of the page one is on is gone to without loading the page anew, and focused, so that Enter opens it.
function go(href) {
  const { pathname, hash } = new URL(href, location.href);
  const place = pathname === location.pathname && hash && document.getElementById(hash.slice(1));
  if (!place) return location.assign(href);
  const focus = () => place.focus({ preventScroll: true });
  if (location.hash === hash) place.scrollIntoView();
  else addEventListener("hashchange", focus, { once: true });
  location.hash = hash;
  focus();
}
