// What a row says that waits to be saved, put where the row shows it: only what was changed, so the rest stays as drawn.
const only = (row, query) => row.querySelector(query);
const text = (row) => only(row, ".row-text.runs > .md") ?? only(row, ".row-text");
const headline = (row) => only(row, ".row-title, h1, h2, h3, h4");

const PLACES = {
  text,
  title: headline,
  label: (row) => only(row, ".row-text > .runin"),
  priority: (row) => only(row, ".row-notes > .pr") ?? newPriority(row),
};

const placeOf = (row, name) => only(row, `[data-cell].c-${CSS.escape(name)} .md`) ?? PLACES[name]?.(row) ?? null;

function newPriority(row) {
  const place = Object.assign(document.createElement("span"), { className: "pr" });
  only(row, ".row-notes")?.prepend(place);
  return place.parentElement && place;
}

// What was changed, by the names of the fields. A form of one field has its text as its base.
function changes({ fields, base }) {
  const names = [...new Set(fields.map(([name]) => name))];
  const value = (name) => fields.filter(([other]) => other === name).map(([, said]) => said).join("\n");
  if (!base?.startsWith("{")) return names.includes("title") && value("title") !== base ? [["title", value("title")]] : [];
  const known = JSON.parse(base);
  return names.filter((name) => name in known && value(name).trim() !== String(known[name]).trim()).map((name) => [name, value(name)]);
}

// Whether the row can show all of it.
export function shows(row, entry) {
  if (row.matches(".meta-item")) return true;
  if (entry.base && !entry.base.startsWith("{") && !entry.fields.some(([name]) => name === "title")) return false;
  return changes(entry).every(([name]) => name === "priority" || placeOf(row, name));
}

export function sayIn(row, entry) {
  const changed = row.id.startsWith("local-") ? [] : changes(entry).filter(([name]) => placeOf(row, name));
  for (const [name, value] of changed) put(placeOf(row, name), value);
  if (changed.length || !entry.text) return;
  const place = text(row) ?? only(row, ":scope.meta-item > a");
  if (place && (row.id.startsWith("local-") || row.matches(".meta-item"))) put(place, entry.text);
}

function put(place, words) {
  if (place.textContent === words) return;
  place.dataset.plain = "";
  place.textContent = words;
}
