// What could not be saved stays: in its form, and in this browser under the reader's own name, until it is.
import { isDirty, save } from "./leaving.js";

const user = () => document.querySelector("[data-user]")?.dataset.user ?? "";
const key = (form) => `specroom:${user()}:${location.pathname}:${form.dataset.keep}`;
const waits = new WeakMap();
const WAITS = [4, 8, 16, 30];

const WORDS = {
  silent: "Not saved: the server did not answer.",
  offline: "Not saved: you are offline.",
  login: "Not saved: you are logged out. Log in in another tab, then try again.",
  limit: "Not saved: too many changes in a minute.",
  forbidden: "Not saved: you may not change this any more.",
  missing: "Not saved: this row or its spec is not there any more.",
  server: "Not saved: something went wrong on the server.",
  page: "Not saved: the answer was not what this page asked for.",
  foreign: "Not saved: the answer came from elsewhere.",
};
const AGAIN = new Set(["silent", "offline", "limit", "server", "login"]);

function formOf(element) {
  return element.closest?.("form[data-row-form]");
}

export function fail(element, why) {
  const form = formOf(element);
  if (!form) return tell(WORDS[why].replace("Not saved", "Nothing was done"));
  delete form.dataset.saving;
  if (!isDirty(form)) return tell(WORDS[why].replace("Not saved", "Nothing was done"));
  keep(form);
  const tries = (waits.get(form)?.tries ?? -1) + 1;
  const seconds = AGAIN.has(why) ? WAITS[Math.min(tries, WAITS.length - 1)] : 0;
  show(form, why, seconds, tries);
  count();
}

function show(form, why, seconds, tries) {
  clearInterval(waits.get(form)?.timer);
  let line = form.querySelector(".fail");
  if (!line) {
    line = document.getElementById("fail-line").content.firstElementChild.cloneNode(true);
    line.setAttribute("role", "alert");
    (form.querySelector(".row-body") ?? form).append(line);
    line.querySelector("[data-try]").addEventListener("click", () => save(form, "save"));
    line.querySelector("[data-copy]").addEventListener("click", () => copy(form));
  }
  const words = line.querySelector("[data-words]");
  const say = (left) => {
    words.textContent = `${WORDS[why]} Your text is kept in this browser.${left ? ` Trying again in ${left} s.` : ""}`;
  };
  say(seconds);
  if (!seconds) return waits.set(form, { tries });
  let left = seconds;
  const timer = setInterval(() => {
    if (!form.isConnected) return clearInterval(timer);
    left -= 1;
    say(left);
    if (left > 0) return;
    clearInterval(timer);
    save(form, "save");
  }, 1000);
  waits.set(form, { tries, timer });
}

function keep(form) {
  if (!form.dataset.keep) return;
  const typed = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  try {
    localStorage.setItem(key(form), JSON.stringify(typed));
  } catch {
    // a full or closed store: the form itself still has the words
  }
}

function copy(form) {
  const words = [...form.querySelectorAll("textarea, input[type=text]")].map((field) => field.value).filter(Boolean);
  navigator.clipboard?.writeText(words.join("\n"));
}

export function count() {
  const failed = document.querySelectorAll("form[data-row-form] .fail").length;
  const mark = document.getElementById("trouble");
  if (!mark) return;
  mark.hidden = !failed;
  mark.lastElementChild.textContent = failed === 1 ? "1 row not saved" : `${failed} rows not saved`;
  document.getElementById("saved")?.toggleAttribute("hidden", Boolean(failed));
}

function tell(words) {
  const notice = document.getElementById("notice");
  if (!notice) return;
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.dataset.toast = "";
  toast.textContent = words;
  notice.replaceChildren(toast);
}

const byStatus = (status) =>
  ({ 0: "silent", 401: "login", 403: "forbidden", 404: "missing", 410: "missing", 429: "limit" })[status] ?? "server";

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => fail(event.detail.elt, navigator.onLine ? "silent" : "offline"));
}
document.addEventListener("htmx:responseError", (event) => fail(event.detail.elt, byStatus(event.detail.xhr.status)));

document.addEventListener("htmx:afterSwap", (event) => {
  const form = formOf(event.detail.requestConfig?.elt ?? event.detail.elt);
  if (form && event.detail.xhr.status < 400 && form.dataset.keep) localStorage.removeItem(key(form));
  setTimeout(count, 0);
});
addEventListener("online", () => document.querySelectorAll("form[data-row-form] .fail [data-try]").forEach((b) => b.click()));

// Words kept from a page that was closed come back when their row is opened again.
document.addEventListener("htmx:afterSettle", () => {
  for (const form of document.querySelectorAll("form[data-keep]:not([data-looked])")) {
    form.dataset.looked = "1";
    const kept = form.dataset.keep && localStorage.getItem(key(form));
    if (!kept) continue;
    for (const [name, value] of JSON.parse(kept)) {
      const field = form.elements[name];
      if (field?.type !== "hidden" && field && "value" in field && !["save", "next"].includes(name)) field.value = value;
    }
  }
});
