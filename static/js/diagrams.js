// Mermaid in a text is drawn when it comes into view. The source stays: in a review beside the picture, else on request.
import { draw, known } from "./mermaid.js";
import { onLook } from "./mermaid-look.js";
import { imageOf } from "./mermaid-picture.js";
import { words } from "./code-words.js";

const open = () => Boolean(document.querySelector("[data-sources]"));

// The source of a code block that says it is Mermaid, as a rendered fence has it: its caption, then its code.
function sourceOf(block) {
  const caption = block.querySelector(":scope > span:first-child")?.textContent ?? "";
  return /^\s*mermaid\b/i.test(caption) ? (block.querySelector("code")?.textContent ?? "") : "";
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      const block = target.matches("figure") ? target.nextElementSibling : target;
      draw(sourceOf(block)).then((drawn) => block.isConnected && show(block, drawn));
    }
  },
  { rootMargin: "400px" },
);

let count = 0;

function show(block, drawn) {
  drop(block);
  const figure = document.createElement("figure");
  figure.className = "diagram";
  if (drawn.fault) {
    figure.append(told(drawn));
  } else {
    const frame = document.createElement("div");
    frame.className = "diagram-picture";
    frame.append(imageOf(drawn));
    figure.append(frame);
    if (!open()) figure.append(sourceButton(block));
  }
  block.before(figure);
  block.classList.toggle("drawn", !drawn.fault && !open());
  if (!drawn.fault && figure.firstChild.scrollWidth > figure.firstChild.clientWidth) figure.firstChild.tabIndex = 0;
}

export function told({ fault, line }) {
  const caption = document.createElement("figcaption");
  caption.textContent = words().line.replace("{line}", line).replace("{fault}", fault);
  return caption;
}

function sourceButton(block) {
  count += 1;
  block.id ||= `source-${count}`;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "act diagram-source";
  button.textContent = words().source;
  button.setAttribute("aria-expanded", "false");
  button.setAttribute("aria-controls", block.id);
  button.addEventListener("click", () => {
    const shown = block.classList.toggle("drawn");
    button.setAttribute("aria-expanded", String(!shown));
  });
  return button;
}

function drop(block) {
  if (block.previousElementSibling?.matches("figure.diagram")) block.previousElementSibling.remove();
}

function look() {
  for (const block of document.querySelectorAll(".md pre:not([data-diagram])")) {
    block.dataset.diagram = "";
    const source = sourceOf(block);
    if (!source) continue;
    const drawn = known(source);
    if (drawn) show(block, drawn);
    else seen.observe(block.classList.contains("drawn") ? block.previousElementSibling : block);
  }
}

look();
document.addEventListener("htmx:afterSwap", look);
document.addEventListener("htmx:afterSettle", look);
onLook(() => {
  for (const figure of document.querySelectorAll("figure.diagram:not([data-live])")) figure.nextElementSibling?.removeAttribute("data-diagram");
  look();
});
