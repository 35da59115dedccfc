// Leaving an open row saves it; Esc leaves and saves too. A row in which nothing was typed closes.
import { swapping } from "./fragments.js";

const forms = () => document.querySelectorAll("form[data-row-form]");
const started = new WeakMap();

export function values(form) {
  const data = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "save", "next", "confirmed"]) data.delete(name);
  return JSON.stringify([...data]);
}

export function isDirty(form) {
  return started.has(form) && started.get(form) !== values(form);
}

function remember(root) {
  for (const form of root.querySelectorAll?.("form[data-row-form]") ?? []) {
    if (started.has(form)) continue;
    const failed = form.querySelector(".error") || form.querySelector(".preview:not([hidden])");
    started.set(form, failed ? "typed before" : values(form));
  }
}

remember(document);
document.addEventListener("htmx:load", () => remember(document));
document.addEventListener("htmx:afterSettle", () => remember(document));

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("form[data-row-form]");
  if (!form || swapping) return;
  const place = form.closest("[data-open]");
  setTimeout(() => {
    if (!form.isConnected || place.contains(document.activeElement) || !document.hasFocus()) return;
    if (form.dataset.pressed) return;
    leave(form);
  }, 0);
});

// A button of the form acts by itself; pressing it is not leaving.
document.addEventListener("pointerdown", (event) => {
  const form = event.target.closest("form[data-row-form]");
  const place = event.target.closest("[data-open]");
  for (const other of forms()) {
    if (other === form || other.closest("[data-open]") === place) other.dataset.pressed = "1";
  }
});
document.addEventListener("pointerup", () => setTimeout(() => forms().forEach((form) => delete form.dataset.pressed), 0));

export function leave(form, then = null) {
  if (form.dataset.saving) return;
  if (isDirty(form)) save(form, "save");
  else close(form);
  if (then) document.addEventListener("htmx:afterSettle", then, { once: true });
}

export function save(form, how) {
  const button = form.querySelector(`button[name="${how}"]`) ?? form.querySelector('button[name="save"]');
  form.requestSubmit(button);
}

function close(form) {
  const place = form.closest("[data-open]");
  const address = form.dataset.close;
  if (!address) {
    place.remove();
    return;
  }
  form.dataset.saving = "1";
  htmx.ajax("GET", address, { source: form, target: `#${CSS.escape(place.id)}`, swap: "outerHTML" });
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-row-form]");
  if (form && event.detail.requestConfig.verb === "post") form.dataset.saving = "1";
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form[data-row-form]");
  if (form) delete form.dataset.saving;
});

// Words that are not saved yet are not thrown away by closing the page unasked.
addEventListener("beforeunload", (event) => {
  if ([...forms()].some(isDirty)) event.preventDefault();
});
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-row-form]");
  if (form && event.target === form && !form.hasAttribute("hx-post")) started.delete(form);
});
