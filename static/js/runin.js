// A label and the text behind it stand on one line, at rest and open: the field of the text begins where the label ends.
const context = document.createElement("canvas").getContext("2d");

function measured(words, font) {
  context.font = font;
  return context.measureText(words).width;
}

function fit(label) {
  const body = label.closest(".runs-in");
  const text = body?.querySelector(".main-field .field");
  if (!text) return;
  const width = measured(label.value || label.placeholder || label.ariaLabel || "", getComputedStyle(label).font);
  const gap = measured(" ", getComputedStyle(text).font);
  body.style.setProperty("--label", `${width}px`);
  body.style.setProperty("--run-in", `${width + gap}px`);
}

export function fitLabels(place = document) {
  for (const label of place.querySelectorAll(".runs-in .runin-field .field")) {
    label.placeholder ||= label.ariaLabel ?? "";
    fit(label);
  }
}

document.addEventListener("htmx:load", (event) => fitLabels(event.target));
document.addEventListener("input", (event) => event.target.matches(".runin-field .field") && fit(event.target));
fitLabels();
