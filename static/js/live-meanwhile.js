// A row that is open stays as it is. What somebody else wrote into one of its fields meanwhile stands beneath that field;
// saving merges both, as it always does.
import { called, words } from "./live-flash.js";

const base = document.querySelector("[data-spec]")?.dataset.spec;

export async function meanwhile(open, by) {
  const form = open.matches("form") ? open : open.querySelector("form[data-row-form]");
  const address = form?.getAttribute("action");
  if (!form?.elements.base || !address?.endsWith("/edit")) return;
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null); // saving asks anyway
  if (!answer?.ok || answer.headers.get("X-Fragment") !== "1") return;
  const fresh = Object.assign(document.createElement("template"), { innerHTML: await answer.text() }).content.querySelector("form");
  if (!fresh?.elements.base || !open.isConnected) return;
  for (const [name, now] of theirs(form, fresh)) note(form, name, now, by);
}

const valuesOf = (form) => {
  const { value } = form.elements.base;
  return value.startsWith("{") ? JSON.parse(value) : { [mainOf(form)]: value };
};
const mainOf = (form) => form.querySelector(".main-field [name], [name=title], [name=source]")?.name ?? "";

function theirs(form, fresh) {
  const [was, now] = [valuesOf(form), valuesOf(fresh)];
  return Object.entries(now).filter(([name, value]) => name in was && was[name] !== value);
}

function note(form, name, now, by) {
  const field = form.querySelector(`[name="${CSS.escape(name)}"]:not([type=hidden])`);
  if (!field || field.matches("[data-shared]") || field.closest("[data-shared]")) return; // shared texts have it already
  const place = field.closest(".main-field, .runin-field, .out, [data-cell], details") ?? field;
  let line = place.parentElement.querySelector(`[data-meanwhile="${CSS.escape(name)}"]`);
  if (!line) {
    line = document.getElementById("live-meanwhile").content.firstElementChild.cloneNode(true);
    line.dataset.meanwhile = name;
    line.classList.add("live-note");
    place.after(line);
  }
  line.querySelector("b").textContent = words(now ? "meanwhile" : "emptied", { name: called(by) });
  line.querySelector("[data-text]").textContent = typeof now === "string" ? now : JSON.stringify(now);
}

// Its row is gone from the text; what is typed here is not.
export function wentAway(id, by) {
  const row = document.getElementById(`row-${id}`);
  if (!row) return;
  if (!row.matches("[data-open]")) return void (row.matches("[data-held], [data-gone]") || row.remove());
  const form = row.querySelector("form");
  if (!form || form.querySelector('[data-meanwhile="-"]')) return;
  const line = document.getElementById("live-meanwhile").content.firstElementChild.cloneNode(true);
  line.dataset.meanwhile = "-";
  line.classList.add("live-note");
  line.querySelector("b").textContent = words("gone", { name: called(by) });
  (form.querySelector(".foot") ?? form).before(line);
}
