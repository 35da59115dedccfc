// Runs in the sandboxed frame, as a plain script: a page without an origin may not load modules.
// The page above sends { id, source, look }; this answers { id, svg, kind } or { id, fault, line }.
"use strict";

// What a diagram may not set for itself, by a directive or in its front matter: whatever is HTML, style or a limit.
const OURS = [
  "secure", "securityLevel", "startOnLoad", "maxTextSize", "maxEdges", "suppressErrorRendering", "dompurifyConfig",
  "htmlLabels", "flowchart", "class", "theme", "themeVariables", "themeCSS", "fontFamily", "altFontFamily", "darkMode",
];
const LIMITS = { maxTextSize: 50_000, maxEdges: 500, secure: OURS };

function settings(look) {
  return {
    ...LIMITS,
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    class: { htmlLabels: false },
    theme: "base",
    darkMode: look.dark,
    fontFamily: "system-ui, sans-serif",
    themeVariables: { ...look.colours, darkMode: look.dark, fontFamily: "system-ui, sans-serif", fontSize: "14px" },
  };
}

// Mermaid names the line it stumbled over in its message or in the state of its parser, and points at the place below it.
function faultOf(error) {
  const said = String(error?.message ?? error);
  const [first, shown = "", pointer = ""] = said.split("\n").filter((part) => part.trim());
  const line = error?.hash?.loc?.first_line ?? error?.hash?.line ?? /\bline:? (\d+)/i.exec(said)?.[1];
  const near = /^-*\^/.test(pointer) ? shown.slice(pointer.indexOf("^")).trim() || shown.slice(-20) : "";
  return { fault: (first ?? "").slice(0, 300), near: near.replace(/^\.+/, "").slice(0, 30), unknown: error?.name === "UnknownDiagramError", line: Number(line) || 1 };
}

// An image needs a size of its own, well-formed XML, and words for those who do not see it.
function measured(svg) {
  const place = document.createElement("div");
  place.innerHTML = svg;
  const root = place.querySelector("svg");
  const [, , width, height] = (root.getAttribute("viewBox") ?? "").split(/[\s,]+/).map(Number);
  root.setAttribute("width", width);
  root.setAttribute("height", height);
  root.removeAttribute("style");
  return { svg: new XMLSerializer().serializeToString(root), width, height, words: spoken(root) };
}

// Its title and description where it has them, else the words in it, each once.
function spoken(root) {
  const texts = (found) => [...root.querySelectorAll(found)].map((one) => one.textContent.replace(/\s+/g, " ").trim()).filter(Boolean);
  const own = texts(":scope > title, :scope > desc");
  return [...new Set(own.length ? own : texts("text"))].join(", ");
}

let drawing = Promise.resolve();

async function draw({ id, source, look }) {
  try {
    mermaid.initialize(settings(look));
    const { diagramType } = await mermaid.parse(source);
    const { svg } = await mermaid.render(`drawing-${id}`, source);
    parent.postMessage({ id, kind: diagramType, ...measured(svg) }, "*");
  } catch (error) {
    parent.postMessage({ id, ...faultOf(error) }, "*");
  }
  document.body.replaceChildren();
}

addEventListener("message", (event) => {
  if (event.source !== parent || typeof event.data?.source !== "string") return;
  drawing = drawing.then(() => draw(event.data));
});
parent.postMessage({ ready: true }, "*");
