// Words that somebody was typing when the page went are offered where they belong: beneath their row, or where the new
// row was to stand.
import { allDrafts, forget } from "./drafts.js";
import { copy } from "./outbox-say.js";

const byId = (id) => document.getElementById(id);
const valueOf = (draft, name) => draft.fields.find(([other]) => other === name)?.[1] ?? "";

function offer() {
  for (const draft of allDrafts()) {
    const there = byId(draft.place);
    if (there?.matches("[data-open], [data-offered]") || there?.querySelector(".fail")) continue;
    if (there?.matches("[data-row]")) offerIn(there, draft, () => there.querySelector("a[data-edit]")?.click());
    else if (draft.url.endsWith("/add")) offerNew(draft, there);
  }
}

function offerIn(row, draft, goOn) {
  const line = byId("draft-line").content.firstElementChild.cloneNode(true);
  row.querySelector(".row-body")?.append(line);
  line.querySelector("[data-go-on]").addEventListener("click", goOn);
  line.querySelector("[data-copy]").addEventListener("click", () => copy(draft.fields));
  line.querySelector("[data-drop]").addEventListener("click", async () => {
    await forget(draft.place);
    if ("offered" in row.dataset) row.remove();
    else line.remove();
  });
}

// A row that is not there yet: its words stand where it was to be added, and its form comes back with them.
function offerNew(draft, place) {
  const id = place ? `offered-${draft.place}` : draft.place;
  if (byId(id)) return;
  const row = byId("kept-row").content.firstElementChild.cloneNode(true);
  delete row.dataset.held;
  Object.assign(row, { id }).dataset.offered = "";
  row.querySelector(".row-text").textContent = valueOf(draft, "text") || valueOf(draft, "title") || valueOf(draft, "label");
  if (place) place.before(row);
  else (byId(`row-${valueOf(draft, "after")}`) ?? byId("kept"))?.after(row);
  offerIn(row, draft, () => open(draft, place, row));
}

function open(draft, place, row) {
  const query = new URLSearchParams({ place: draft.place });
  for (const name of ["kind", "section", "parent", "after", "given"]) if (valueOf(draft, name)) query.set(name, valueOf(draft, name));
  if (place) row.remove();
  htmx.ajax("GET", `${draft.url}?${query}`, { source: "#document", target: place ?? row, swap: "outerHTML" }).catch(() => {});
}

document.addEventListener("specroom:drafts", offer);
document.addEventListener("htmx:afterSettle", offer);
