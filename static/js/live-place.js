// Puts fresh parts of the page in their places, around what somebody is typing: what is open is neither drawn anew nor moved.
const CONTAINERS = "#document, #lead, .sec, .rows, .grid:has([data-open])";
const OWN = '[data-open], [data-held], [data-conflict], [data-gone], .talk, [id^="local-"], [id^="after-"]';
const ADDED = ".note.said, .live-note, .fail, .rowmenu";

const byId = (id) => (id ? document.getElementById(id) : null);
export const isBusy = (element) => element.matches(OWN) || element.querySelector("[data-open], [data-conflict]") !== null;
const isContainer = (element) => element.matches(CONTAINERS);

// `changed` are ids of rows that others changed. Gives the elements that are new on the page, and the rows left alone.
export function put(html, changed) {
  const parts = Object.assign(document.createElement("template"), { innerHTML: html }).content;
  const done = { drawn: [], busy: [] };
  const focus = standing();
  steady(() => {
    for (const part of [...parts.children]) {
      const place = byId(part.id);
      if (place && isContainer(part)) merge(place, part, changed, done);
      else if (place) leaf(place, part, done);
    }
    for (const talk of document.querySelectorAll('.talk[id^="talk-"]')) follow(talk);
  });
  if (focus && !focus.isConnected) byId(focus.id)?.focus({ preventScroll: true });
  return done;
}

function leaf(place, part, done) {
  if (isBusy(place)) return void done.busy.push(place);
  if (place.matches(".selected, .talked")) part.classList.add(...["selected", "talked"].filter((name) => place.classList.contains(name)));
  place.replaceWith(part);
  done.drawn.push(part);
}

// The children of `place` become those of `fresh`, in that order. Whatever is the same stays the very element.
function merge(place, fresh, changed, done) {
  for (const { name, value } of [...fresh.attributes]) if (place.getAttribute(name) !== value) place.setAttribute(name, value);
  const unnamed = [...place.children].filter((child) => !child.id && !child.matches(OWN));
  const kept = new Set();
  let cursor = place.firstElementChild;
  for (const part of [...fresh.children]) {
    const there = part.id ? byId(part.id) : unnamed.shift();
    let element = there ?? part;
    if (!there) done.drawn.push(part);
    else if (isContainer(part) && there.tagName === part.tagName) merge(there, part, changed, done);
    else if (isBusy(there)) changed.has(there.id) && done.busy.push(there);
    else if (changed.has(part.id) || differs(there, part)) {
      if (cursor === there) cursor = there.nextElementSibling;
      leaf(there, part, done);
      element = part;
    }
    cursor = stand(place, element, cursor);
    kept.add(element);
  }
  for (const child of [...place.children]) if (!kept.has(child)) drop(child, done);
}

// Before the cursor. An element in which somebody is typing stays where it is: the others go around it.
function stand(place, element, cursor) {
  if (element === cursor) return cursor.nextElementSibling;
  const typing = element.contains(document.activeElement) || isBusy(element);
  if (typing && element.parentElement === place) {
    while (cursor && cursor !== element) {
      const next = cursor.nextElementSibling;
      if (!cursor.matches(OWN)) element.after(cursor);
      cursor = next;
    }
    return element.nextElementSibling;
  }
  if (cursor) cursor.before(element);
  else place.append(element);
  return cursor;
}

// What is open, unsent or unfolded stays though its row went.
function drop(child, done) {
  if (isBusy(child)) return void (child.matches("[data-open]") && done.busy.push(child));
  child.remove();
}

function differs(one, other) {
  return said(one) !== said(other) || ticked(one) !== ticked(other);
}

function said(element) {
  const own = element.querySelector(ADDED) ? element.cloneNode(true) : element;
  if (own !== element) own.querySelectorAll(ADDED).forEach((added) => added.remove());
  return own.textContent.replace(/\s+/g, " ").trim();
}

// What is ticked, and whether one may tick it.
const ticked = (element) => [...element.querySelectorAll("input[type=checkbox], .check")].map((box) => [box.localName, box.matches("[checked], .on")]).join();

// Threads that are unfolded stand behind their row.
function follow(talk) {
  const row = byId(`row-${talk.id.slice("talk-".length)}`);
  if (row && talk.previousElementSibling !== row && !talk.contains(document.activeElement)) row.after(talk);
}

const standing = () => document.activeElement?.closest?.("[data-row]") ?? null;

// What one looks at stays where it is on the screen: the row that is open, else the first that is seen.
export function steady(act) {
  const held = anchor();
  act();
  keepPlace(held);
}

function anchor() {
  const open = document.activeElement?.closest?.("[data-open], [data-row], .talk");
  const seen = [open, ...document.querySelectorAll(".sheet .row[id]")].find((row) => row && row.getBoundingClientRect().bottom > 60);
  document.documentElement.style.overflowAnchor = "none";
  return seen ? { id: seen.id, element: seen, top: seen.getBoundingClientRect().top } : null;
}

function keepPlace(held) {
  const now = held && (held.element.isConnected ? held.element : byId(held.id));
  const by = now ? now.getBoundingClientRect().top - held.top : 0;
  if (Math.abs(by) > 0.5) scrollBy({ top: by, behavior: "instant" });
  requestAnimationFrame(() => (document.documentElement.style.overflowAnchor = ""));
}
