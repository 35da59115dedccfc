// What is typed in an open form is kept in this browser until it is saved, and comes back when its row is opened again.
import { all, put, remove } from "./outbox-store.js";
import { entries, queue } from "./outbox.js";
import { isDirty } from "./leaving.js";

const SOON = 300;
const NOT_TYPED = ["csrfmiddlewaretoken", "save", "next", "place", "seen"];
let timer = null;
const waiting = new Set();
let drafts = [];

export const allDrafts = () => drafts;
const idOf = (place) => `${queue} ${place}`;

export async function lookForDrafts() {
  drafts = await all("drafts", queue);
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-row-form]");
  if (!form) return;
  waiting.add(form);
  clearTimeout(timer);
  timer = setTimeout(keepAll, SOON);
});
addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keepAll());

function keepAll() {
  for (const form of waiting) if (form.isConnected && isDirty(form)) keepForm(form);
  waiting.clear();
}

function keepForm(form) {
  const place = form.closest("[data-open]")?.id;
  if (!place) return;
  const typed = [...new FormData(form)].filter(([name, value]) => !NOT_TYPED.includes(name) && typeof value === "string");
  const shared = new Set([...form.querySelectorAll("[data-shared]")].map(({ name }) => name)); // the log has these
  const fields = typed.filter(([name]) => !shared.has(name)).map(([name, value]) => [name, name === "base" && shared.size ? without(value, shared) : value]);
  keepDraft({ place, fields, url: form.getAttribute("action") }).then(() => (form.dataset.drafted = ""));
}

const without = (base, names) => JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(base)).filter(([name]) => !names.has(name))));

export function keepDraft({ place, fields, url }) {
  const draft = { id: idOf(place), queue, place, fields, url, n: Date.now() };
  drafts = [...drafts.filter((other) => other.place !== place), draft];
  return put("drafts", draft);
}

export function forget(place) {
  drafts = drafts.filter((draft) => draft.place !== place);
  return remove("drafts", idOf(place));
}

// Once it is in the outbox the draft has done its work; a form that was closed unchanged has none.
document.addEventListener("specroom:held", ({ detail }) => {
  waiting.delete(detail.form);
  if (detail.form) forget(detail.entry.place);
});

// A form that is opened again says what was typed last: in a draft, or in what waits to be sent.
document.addEventListener("htmx:afterSettle", () => {
  for (const form of document.querySelectorAll("form[data-row-form]:not([data-looked])")) {
    form.dataset.looked = "";
    const place = form.closest("[data-open]").id;
    const url = form.getAttribute("action");
    const held = entries().filter((entry) => entry.place === place && entry.url === url && entry.typed).at(-1);
    const draft = drafts.find((kept) => kept.place === place && kept.url === url);
    if (draft && !form.querySelector("[aria-invalid], .error")) fill(form, draft.fields, draft.fields);
    else if (held) fill(form, held.fields, [["base", baseOf(held.fields)]]);
  }
});

// `known` holds what the words were typed upon: what others wrote since is merged with them, not overwritten.
export function fill(form, fields, known) {
  for (const list of form.querySelectorAll("[data-lines]")) lengthen(list, fields);
  for (const field of form.querySelectorAll("[name]")) {
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.name === "base") field.value = upon(field.value, known.find(([name]) => name === "base")?.[1]);
    else if (field.name === "stamp") field.value = known.find(([name]) => name === "stamp")?.[1] ?? field.value;
    else if (field.type === "hidden" || field.matches("button") || !values.length) continue;
    else if (field.type === "checkbox") field.checked = values.includes(field.value);
    else if (field.type === "radio") field.checked = values[0] === field.value;
    else field.value = values[listIndex(form, field)] ?? field.value;
    field.dispatchEvent(new Event("change"));
  }
  form.dataset.typed = "";
}

// What the words that are filled in were typed upon; all else as the form came.
const upon = (base, known = base) => (base.startsWith("{") && known.startsWith("{") ? JSON.stringify({ ...JSON.parse(base), ...JSON.parse(known) }) : known);

// As many lines as were typed: a list makes the next one as soon as its last has words.
function lengthen(list, fields) {
  const name = list.querySelector("textarea")?.name;
  const values = fields.filter(([other]) => other === name).map(([, value]) => value);
  values.forEach((value, i) => {
    const line = list.querySelectorAll("textarea")[i];
    if (line) line.value = value;
    line?.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const listIndex = (form, field) => [...form.querySelectorAll(`[name="${field.name}"]`)].indexOf(field);

// What was sent is what the next words are typed upon. Forms of one field have its text as their base.
export function baseOf(fields) {
  const sent = (name) => fields.filter(([other]) => other === name).map(([, value]) => value);
  const [base = ""] = sent("base");
  if (!base.startsWith("{")) return sent("title")[0] ?? sent("source")[0] ?? base;
  const known = JSON.parse(base);
  for (const name of Object.keys(known)) if (sent(name).length) known[name] = sent(name).join("\n");
  return JSON.stringify(known);
}

lookForDrafts().then(() => document.dispatchEvent(new Event("specroom:drafts")));
