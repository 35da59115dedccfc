// What one goes to is never hidden: folded sections and closed details around it open, whoever leads there.
import { unfoldAround } from "./folding.js";

export function reveal(element) {
  element.closest("details:not([open])")?.setAttribute("open", "");
  if (element.checkVisibility()) return;
  unfoldAround(element.closest(".row") ?? element);
}

function follow() {
  const target = /^#(row|section)-/.test(location.hash) && document.getElementById(location.hash.slice(1));
  if (!target || target.checkVisibility()) return;
  reveal(target);
  target.scrollIntoView();
}

addEventListener("hashchange", follow);
follow();
