// Swaps only answers that are marked as fragments, into the place they are meant for, around what is being typed.
import { fail } from "./keeping.js";

const isOpen = (element) => element.matches("[data-open]");

// A page that is no fragment (a log-in, an error, somebody's file) is never swapped in.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  const { elt } = event.detail.requestConfig;
  if (xhr.getResponseHeader("X-Fragment") !== "1") {
    event.detail.shouldSwap = false;
    if (xhr.status < 400) fail(elt, reason(xhr));
    return;
  }
  const place = event.detail.target;
  if (place && !place.isConnected && place.id) {
    const again = document.getElementById(place.id);
    if (again) event.detail.target = again;
    else event.detail.shouldSwap = false;
  }
  if (event.detail.shouldSwap) keepOpen(event.detail.target, elt);
});

function reason(xhr) {
  if (/\/accounts\/login/.test(xhr.responseURL)) return "login";
  return xhr.responseURL && new URL(xhr.responseURL).origin !== location.origin ? "foreign" : "page";
}

let kept = [];
export let swapping = false;

// Another row that is open inside the part to be replaced stays as it is, with its words and its caret.
function keepOpen(place, source) {
  const own = source.closest?.("[data-open]");
  kept = [];
  if (!place) return;
  for (const open of place.querySelectorAll("[data-open]")) {
    if (open === own || open.contains(source)) continue;
    kept.push({ open, ...caret(open) });
  }
  swapping = true;
}

function caret(open) {
  const active = document.activeElement;
  if (!open.contains(active)) return {};
  return { active, start: active.selectionStart, end: active.selectionEnd };
}

document.addEventListener("htmx:afterSwap", () => {
  for (const { open, active, start, end } of kept) {
    const fresh = open.id && document.getElementById(open.id);
    if (!fresh || fresh === open || isOpen(fresh)) continue;
    fresh.replaceWith(open);
    if (!active) continue;
    active.focus({ preventScroll: true });
    if (typeof start === "number") active.setSelectionRange?.(start, end);
  }
  kept = [];
  swapping = false;
});

document.addEventListener("htmx:swapError", () => {
  kept = [];
  swapping = false;
});

// Nothing of ours is swapped by a link that people wrote, whatever its attributes say.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.closest(".md")) event.preventDefault();
});
