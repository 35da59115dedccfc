// A press means what stood under it when it began. Where that moved away before it was let go, as a form above it closed,
// the browser sees a click of whatever holds both places: what was meant is pressed instead.
import { open } from "./opening.js";
import { positionOf } from "./position.js";

const STILL = 5; // pixels: who moves further is marking words or dragging
const ACTS = "a, button, label, summary";
let pressed = null;

document.addEventListener("pointerdown", begin, true);
document.addEventListener("click", meant, true);

function begin(event) {
  const { target, clientX: x, clientY: y, button, isPrimary } = event;
  pressed = null;
  if (!isPrimary || button !== 0 || !document.querySelector("[data-open]")) return; // nothing closes, nothing moves
  const act = target.closest?.(ACTS);
  const row = act ? null : target.closest?.("[data-row]");
  if (act || row) pressed = { target, act, row: row?.id, at: row && positionOf(event), x, y };
}

function meant(event) {
  const was = pressed;
  pressed = null;
  if (!was || !event.isTrusted || event.shiftKey || event.ctrlKey || event.metaKey) return;
  if (was.target.contains(event.target) || was.act?.contains(event.target)) return;
  if (Math.hypot(event.clientX - was.x, event.clientY - was.y) > STILL || event.target.closest("[data-open]")) return;
  const row = was.row && document.getElementById(was.row);
  if (!was.act?.isConnected && !row?.matches("[data-row]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (was.act) was.act.click();
  else open(row, was.at);
}
