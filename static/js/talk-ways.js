// Ways to the comments beside their bubble: keys, the row's menu, and links to one of them.
import { inField, letters } from "./letters.js";
import { base, close, open, placeOf, rowOf } from "./talk.js";
import { ROW } from "./talk-quote.js";

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "c" && letters() && base && !inField(event.target)) return begin(event);
  const part = event.target.closest?.("[id^=talk-]:is(.talk, .talk-part)");
  if (event.key !== "Escape" || !part || part.querySelector(".completion:not([hidden])")) return;
  const place = part.id.slice("talk-".length);
  event.preventDefault();
  if ([...part.querySelectorAll("textarea")].some((field) => field.value !== field.defaultValue)) return event.target.blur();
  close(place);
  rowOf(place)?.focus();
});

// c: on the words that are selected, else on the row that has the keyboard.
function begin(event) {
  const chosen = getSelection().rangeCount && !getSelection().isCollapsed ? getSelection().getRangeAt(0).startContainer : null;
  const row = (chosen?.nodeType === Node.TEXT_NODE ? chosen.parentElement : chosen ?? event.target)?.closest?.(ROW);
  const place = placeOf(row);
  if (!place) return;
  event.preventDefault();
  open(place);
}

document.addEventListener(
  "click",
  (event) => {
    const wanted = event.target.closest?.('.rowmenu [data-to="threads"]');
    const row = wanted?.closest("[data-row]");
    if (!placeOf(row) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    document.body.click(); // the menu goes
    open(placeOf(row));
  },
  true,
);

// A link to a comment unfolds its thread, wherever on the page it is followed.
export async function arrive(place, comment) {
  const part = await open(place, { focus: false });
  const found = part && document.getElementById(`comment-${comment}`);
  for (let fold = found?.closest("details:not([open])"); fold; fold = fold.parentElement.closest("details:not([open])")) fold.open = true;
  found?.scrollIntoView({ block: "center" });
  found?.focus({ preventScroll: true });
}

async function follow() {
  const comment = (/^#comment-(\d+)$/.exec(location.hash) ?? [])[1];
  if (!comment || !base || document.getElementById(`comment-${comment}`)) return;
  let place = new URLSearchParams(location.search).get("talk");
  if (!place) place = new URL((await fetch(`${base}comments/${comment}`)).url).searchParams.get("talk");
  if (place && rowOf(place)) arrive(place, comment);
}

addEventListener("hashchange", follow);
follow();
