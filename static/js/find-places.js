// Where in the document words stand: ranges over its text, found without changing a node.
export const MOST = 2_000;

const BLOCK = "p, li, td, th, h1, h2, h3, h4, h5, h6, pre, dt, dd, [data-cell], .row-uid, .row-text, .row-notes, .meta-item, [data-row]";
const NOT_TEXT = "script, style, template, form, button, .sr, .add, .acts, .unwritten, [aria-hidden=true]";
const FOLDED = "details, .folded, .in-folded";

// As long as the text, so that a place in the one is a place in the other.
const fold = (text) => text.replace(/\u0130/g, "I").toLowerCase();
const escaped = (word) => word.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

export function places(root, words) {
  const sought = fold(words.trim());
  if (!root || !sought) return [];
  const pattern = new RegExp(sought.split(/\s+/).map(escaped).join("\\s+"), "gu");
  const found = [];
  for (const nodes of blocks(root)) {
    const text = fold(nodes.map((node) => node.data).join(""));
    for (const match of text.matchAll(pattern)) {
      found.push(rangeIn(nodes, match.index, match.index + match[0].length));
      if (found.length > MOST) return found;
    }
  }
  return found;
}

// The text nodes of the document, those of one paragraph together: words may be partly bold.
function* blocks(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.data.trim() && shown(node.parentElement) ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT,
  );
  let nodes = [];
  let block = null;
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const own = node.parentElement.closest(BLOCK);
    if (own !== block && nodes.length) {
      yield nodes;
      nodes = [];
    }
    block = own;
    nodes.push(node);
  }
  if (nodes.length) yield nodes;
}

function shown(element) {
  if (element.closest(NOT_TEXT)) return false;
  return element.checkVisibility({ contentVisibilityAuto: false }) || Boolean(element.closest(FOLDED));
}

function rangeIn(nodes, start, end) {
  const range = new Range();
  let at = 0;
  for (const node of nodes) {
    const after = at + node.data.length;
    if (start >= at && start < after) range.setStart(node, start - at);
    if (end > at && end <= after) {
      range.setEnd(node, end - at);
      break;
    }
    at = after;
  }
  return range;
}
