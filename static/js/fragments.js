// Swaps only answers that are marked as fragments, into the place they are meant for, around what is being typed.
import { fail } from "./keeping.js";
import { leave } from "./leaving.js";
import { takeNumber } from "./next.js";
import { rowOf, sent } from "./outbox-gate.js";
import { belongTo, goOn } from "./outbox-open.js";
import { formIn, paint } from "./outbox-rest.js";
import { standAgain, standing } from "./standing.js";
import { came, isNew, rowBefore } from "./outbox-rows.js";
import { swap } from "./swap.js";

const isOpen = (element) => element.matches("[data-open]");

// A page that is no fragment (a log-in, an error, somebody's file) is never swapped in.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const { elt } = requestConfig;
  if (xhr.getResponseHeader("X-Fragment") !== "1") {
    event.detail.shouldSwap = false;
    if (xhr.status < 400 && elt.id !== "outbox") fail(elt, reason(xhr));
    return;
  }
  if (event.detail.target === document.body) event.detail.shouldSwap = false;
  if (event.detail.shouldSwap) keepOpen(event.detail.target, elt);
});

// The place that an answer is for may have been drawn anew meanwhile: it is looked up when the answer is there, before htmx
// looks. Where it is gone, or a form is open in it by now, nothing is shown; the body stands for that, as nothing is for it.
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  detail.xhr.addEventListener("readystatechange", () => {
    const { target, xhr } = detail;
    if (xhr.readyState !== 4 || !target || target.isConnected) return;
    const again = target.id && document.getElementById(target.id);
    detail.target = again && !isOpen(again) ? again : document.body;
  });
});

function reason(xhr) {
  if (/\/accounts\/login/.test(xhr.responseURL)) return "login";
  return xhr.responseURL && new URL(xhr.responseURL).origin !== location.origin ? "foreign" : "page";
}

let kept = [];
let stood = null; // where in the part to be replaced the keyboard stands, outside of what is open

// Another row that is open inside the part to be replaced stays as it is, with its words and its caret; so does the row
// that was saved, if somebody went on typing in it.
function keepOpen(place, source) {
  kept = [];
  stood = standing(place);
  if (!place) return;
  const entry = source.id === "outbox" ? sent() : null;
  const inside = [...place.querySelectorAll("[data-open]"), ...(isOpen(place) ? [place] : [])];
  for (const open of inside) {
    if (entry ? isDone(open, entry) : open === source.closest?.("[data-open]") || open.contains(source)) continue;
    kept.push({ open, entry, ...caret(open) });
  }
  swap.under = true;
}

// Whether the form has said all it had to say: its answer may take its place.
function isDone(open, entry) {
  const form = formIn(open);
  if (!form?.matches("[data-row-form]")) return true;
  return form.dataset.key === entry.key && !wentOn(form, entry);
}

const PLACED = ["base", "stamp", "save", "next", "after", "place"]; // not typed

function wentOn(form, entry) {
  const typed = [...new FormData(form)].filter(([name]) => entry.fields.some(([other]) => other === name));
  const mine = JSON.stringify(typed.filter(([name]) => !PLACED.includes(name)));
  const names = new Set(typed.map(([name]) => name));
  const theirs = entry.fields.filter(([name]) => names.has(name) && !PLACED.includes(name));
  return mine !== JSON.stringify(theirs) && !entry.fields.some(([name]) => name === "following");
}

function caret(open) {
  const active = document.activeElement;
  if (!open.contains(active)) return {};
  return { active, start: active.selectionStart, end: active.selectionEnd };
}

document.addEventListener("htmx:afterSwap", (event) => {
  const { requestConfig, xhr } = event.detail;
  const isAnswer = requestConfig?.elt.id === "outbox";
  if (isAnswer && rowOf(xhr)) came.set(sent().key, rowOf(xhr));
  for (const { open, entry, active, start, end } of kept) {
    if (!open.isConnected && !putBack(open, entry, event.detail)) continue;
    htmx.process(open); // what htmx took out it has forgotten
    if (!active || active === document.activeElement) continue;
    active.focus({ preventScroll: true });
    if (typeof start === "number") active.setSelectionRange?.(start, end);
  }
  kept = [];
  swap.under = false;
  if (isAnswer) paint(); // rows that wait were drawn away
  if (stood && document.activeElement === document.body) standAgain(stood);
  stood = null;
  if (isAnswer && event.target.id !== "saved") unasked(sent(), rowOf(xhr));
});

function unasked(entry, row) {
  if (row) document.dispatchEvent(new CustomEvent("specroom:unasked", { detail: { entry, row } }));
}

// Where its row stands now; a form without one stands behind the row that it was to follow, or where it can be seen.
function putBack(open, entry, { xhr }) {
  const form = formIn(open);
  const mine = entry && form?.dataset.key === entry.key;
  const row = rowOf(xhr);
  const next = row && open.id === `after-local-${entry?.key}`;
  let fresh = open.id && document.getElementById(next ? `after-${row}` : open.id);
  if (row && entry && (open.id === `local-${entry.key}` || (mine && isNew(entry)))) {
    fresh = document.getElementById(`row-${row}`);
    belongTo(open, form, row);
  }
  const left = mine && "left" in form.dataset; // Escape was pressed while it was being saved
  if (mine) goOn(form, entry);
  if (mine) form.dataset.typed = "";
  if (mine) setTimeout(() => open.isConnected && (left || !open.contains(document.activeElement)) && leave(form), 0);
  if (next) form.elements.after.value = row;
  if (next && fresh !== open) takeNumber(open, fresh);
  if (fresh && fresh !== open && (next || !isOpen(fresh))) {
    fresh.replaceWith(open);
    return true;
  }
  if (fresh || !form || open.matches("[data-conflict]")) return false;
  (rowBefore(form.elements.after?.value ?? "") ?? document.getElementById("kept"))?.after(open);
  return true;
}

document.addEventListener("htmx:swapError", () => {
  kept = [];
  swap.under = false;
});

// Nothing of ours is swapped by a link that people wrote, whatever its attributes say.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.closest(".md")) event.preventDefault();
});
