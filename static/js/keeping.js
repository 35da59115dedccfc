import { sayUnopened } from "./unopened.js";

// What failed and was no saving is said at the bottom left; the words come from the page.
export function words(name, values = {}) {
  const said = document.getElementById("fail-line")?.dataset[camel(name)] ?? "";
  return said.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

const camel = (name) => name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());

export function fail(element, why) {
  delete element.closest?.("form[data-row-form]")?.dataset.saving;
  tell(words(`not-${why}`) || words(why));
}

export function tell(said) {
  const notice = document.getElementById("notice");
  if (!notice) return;
  const toast = document.createElement("div");
  toast.className = "toast failed";
  toast.dataset.toast = "";
  const sign = document.getElementById("fail-line")?.content.querySelector("svg").cloneNode(true);
  toast.append(...(sign ? [sign] : []), said);
  notice.replaceChildren(toast);
}

const byStatus = (status) =>
  ({ 0: "silent", 401: "login", 403: "forbidden", 404: "missing", 410: "missing", 429: "limit" })[status] ?? "server";
export const unreached = () => (navigator.onLine ? "silent" : "offline");
const isOurs = (event) => event.detail.elt.id !== "outbox" && event.detail.requestConfig?.verb !== undefined;

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => isOurs(event) && !sayUnopened(event.detail.elt) && fail(event.detail.elt, unreached()));
}
document.addEventListener("htmx:responseError", (event) => isOurs(event) && fail(event.detail.elt, byStatus(event.detail.xhr.status)));
