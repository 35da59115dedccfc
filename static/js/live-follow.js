// Brings a part of the page up to what the server says now. Only what differs is put in place, and nothing of what
// somebody is in the middle of: a field that has the keyboard or words that are not sent.
const WITHIN = "ul, ol, tbody, table, section, .sheet, .sec, .rows, .thread, [data-follow]"; // its parts are looked at one by one
const OWN = ".talk, .live-here, .live-note, .talk-in, .rowmenu"; // put there by scripts
const SETTLED = `${OWN}, input[type=hidden]`;

const differsFromSent = (field) =>
  field.matches("[type=checkbox], [type=radio]")
    ? field.checked !== field.defaultChecked
    : field.matches("select")
      ? [...field.options].some((one) => one.selected !== one.defaultSelected) && field.selectedIndex > 0
      : field.value !== field.defaultValue;

export function isInUse(element) {
  const held = document.activeElement;
  if (held?.matches("input, textarea, select") && element.contains(held)) return true;
  return [...element.querySelectorAll("textarea, select, input:not([type=hidden])")].some(differsFromSent);
}

// Gives the elements that are new on the page.
export function follow(place, fresh, done = []) {
  if (said(place) === said(fresh)) return done;
  if (place.matches(WITHIN)) followIn(place, fresh, done);
  else if (!isInUse(place)) replace(place, fresh, done);
  return done;
}

function said(element) {
  const own = element.cloneNode(true);
  own.querySelectorAll(SETTLED).forEach((one) => one.remove());
  own.querySelectorAll("time").forEach((time) => time.replaceWith(time.dateTime));
  own.querySelectorAll("details").forEach((fold) => fold.removeAttribute("open"));
  return own.outerHTML.replace(/ (style|data-count|class|aria-label|title)="[^"]*"/g, "").replace(/\s+/g, " ");
}

function replace(place, fresh, done) {
  const held = place.contains(document.activeElement) ? again(document.activeElement, place) : null;
  const folds = [...place.querySelectorAll("details")].map(({ open }) => open);
  [...fresh.querySelectorAll("details")].forEach((fold, at) => at in folds && (fold.open = folds[at]));
  place.replaceWith(fresh);
  done.push(fresh);
  if (held) fresh.querySelector(held)?.focus({ preventScroll: true });
}

// How what has the keyboard is found in what stands there next.
function again(held, place) {
  if (held === place) return null;
  if (held.id) return `#${CSS.escape(held.id)}`;
  const href = held.getAttribute("href");
  return href ? `a[href="${CSS.escape(href)}"]` : held.name ? `[name="${CSS.escape(held.name)}"]` : held.localName;
}

// Its parts one by one, whatever it is itself.
export function followIn(place, fresh, done = []) {
  const own = named(place);
  let cursor = null;
  for (const [name, child] of named(fresh)) {
    const there = own.get(name);
    own.delete(name);
    let stands = there;
    if (there) {
      const mark = there.previousSibling;
      follow(there, child, done);
      if (!there.isConnected) stands = mark ? mark.nextSibling : place.firstChild;
    } else done.push((stands = child));
    cursor = stand(place, stands, cursor);
  }
  for (const left of own.values()) if (!isInUse(left)) left.remove();
  return done;
}

// Behind `cursor`, with what scripts put between left where it is. What is in use is not moved: that takes the keyboard away.
function stand(place, element, cursor) {
  let next = cursor ? cursor.nextElementSibling : place.firstElementChild;
  while (next?.matches(OWN) && next !== element) next = next.nextElementSibling;
  if (next !== element && !(element.isConnected && isInUse(element))) place.insertBefore(element, next);
  return element;
}

function named(place) {
  const found = new Map();
  for (const child of place.children) {
    if (child.matches(OWN)) continue;
    let name = child.id || child.dataset.live || `${child.localName}.${child.classList[0] ?? ""}`;
    while (found.has(name)) name += "+";
    found.set(name, child);
  }
  return found;
}
