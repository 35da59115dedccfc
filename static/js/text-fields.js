// Long texts of a row's form are written together with whoever else is in them. The form opens at once as it is; its
// fields are shared as soon as the line and the module are there, and stay a form's fields where they are not.
import { live } from "./live.js";

const FIELDS = "form[data-row-form] textarea.field:not([data-one-line], [data-lines] *)";
const spec = document.querySelector("[data-spec][data-editable]")?.dataset.spec.replaceAll("/", "");
let typing = null;
let loaded = null;

function load() {
  loaded ??= import("./text-typing.js").then((module) => (typing = module));
  return loaded;
}

// Somebody is near a row: what writing in it takes is fetched while nothing else is to do.
for (const name of ["pointerover", "focusin"]) document.addEventListener(name, near, { passive: true });

function near({ target }) {
  if (!spec || !live.up || !target.closest?.("[data-row] , [data-open]")) return;
  for (const other of ["pointerover", "focusin"]) document.removeEventListener(other, near);
  (window.requestIdleCallback ?? setTimeout)(load);
}

function place(field) {
  const row = /^row-(\d+)$/.exec(field.closest("[data-open]")?.id ?? "")?.[1];
  const { base } = field.form.elements;
  return row && base?.value.startsWith("{") ? { spec, row: Number(row), field: field.name } : null;
}

export async function shareAll() {
  typing?.sweep();
  if (!spec || (!live.up && !typing)) return;
  for (const field of document.querySelectorAll(FIELDS)) {
    const at = place(field);
    if (!at || field.form.querySelector("[aria-invalid=true], .error")) continue;
    await load();
    if (field.isConnected) typing.share(field, at);
  }
}

document.addEventListener("htmx:afterSettle", shareAll);
document.addEventListener("focusin", ({ target }) => target.matches?.(FIELDS) && shareAll());
live.on("hello", shareAll);

// What windows that are gone had not sent yet: looked for once, when nothing else is to do.
if (spec) (window.requestIdleCallback ?? setTimeout)(takeUp);
async function takeUp() {
  const { all } = await import("./text-store.js");
  if (!(await all()).length) return;
  await load();
  (await import("./text-line.js")).takeUp();
}

const shared = (form) => [...form.querySelectorAll("[data-shared]")];

// The log has the text: the form sends it as it is there, as unchanged.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const form = detail.verb === "post" && detail.elt.closest?.("form[data-row-form]");
  if (!form || !shared(form).length || !detail.formData.get("base")?.startsWith("{")) return;
  const base = JSON.parse(detail.formData.get("base"));
  for (const { name, value } of shared(form)) base[name] = value;
  detail.formData.set("base", JSON.stringify(base));
  detail.formData.set("typed", "");
});

// A row shows at rest what its log has: the last letters are on their way before it is asked for.
document.addEventListener("specroom:closing", ({ target: form, detail }) => {
  if (!shared(form).length) return;
  const { close } = form.dataset;
  if (!close.includes("?")) form.dataset.close = `${close}?typed`;
  detail.waits.push(typing.settled(shared(form)));
});
