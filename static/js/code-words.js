// What the editor says stands in the page, where it is translated: <template id="code-words" data-...>.
let found = null;

export function words() {
  if (found) return found;
  const { dataset } = document.getElementById("code-words") ?? { dataset: {} };
  const phrases = JSON.parse(dataset.phrases ?? "{}");
  found = { line: "{fault}", unclosed: "", quote: "", closing: "", source: "", diagram: "", slow: "", long: "", undrawn: "", near: "{near}", unknown: "", ...dataset, phrases };
  return found;
}
