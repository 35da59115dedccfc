// Long texts of a row's form are written together with whoever else is in them. The form opens at once as it is; its
// fields are shared as soon as the line and the module are there, and stay a form's fields where they are not.
import { later } from "./later.js";
import { live } from "./live.js";

const FIELDS = "form[data-row-form] textarea.field:not([data-one-line], [data-lines] *)";
const spec = document.querySelector("[data-spec][data-editable]")?.dataset.spec.replaceAll("/", "");
let typing = null;

async function load() {
  typing ??= await later(() => import("./text-typing.js"));
  return typing;
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
    if ((await load()) && field.isConnected) typing.share(field, at);
  }
}

document.addEventListener("htmx:afterSettle", shareAll);
document.addEventListener("focusin", ({ target }) => target.matches?.(FIELDS) && shareAll());
live.on("hello", shareAll);

// What windows that are gone had not sent yet: looked for once, when nothing else is to do.
let looked = !spec; // also while it is being looked
async function takeUp() {
  if (looked) return;
  looked = true;
  looked = await tookUp();
}

async function tookUp() {
  const store = await later(() => import("./text-store.js"));
  if (!store || !(await store.all()).length) return Boolean(store);
  const line = (await load()) && (await later(() => import("./text-line.js")));
  line?.takeUp();
  return Boolean(line);
}

(window.requestIdleCallback ?? setTimeout)(takeUp);
live.on("hello", takeUp); // without a connection just then: as soon as there is one
addEventListener("online", takeUp);

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
