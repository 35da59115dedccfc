// What a screen reader is told beside what is seen: politely, in a place of the page that shows nothing.
export function say(words) {
  const place = document.getElementById("said");
  if (place) place.textContent = words;
}

// Words come from the page, with {names} for what is counted or called.
export function words(name, values = {}) {
  const said = document.getElementById("row-words")?.dataset[name] ?? "";
  return said.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
