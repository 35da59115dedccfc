// Between htmx and the outbox: a save is not sent by the form but put into the outbox, which sends it from one place.
import { add, newKey, person, start } from "./outbox.js";
import { keepDraft } from "./drafts.js";

const sender = document.getElementById("outbox");
const base = document.querySelector("[data-spec]")?.dataset.spec;
const NOT_KEPT = /\/(preview|frame|images)$/;
let sending = null;

// What is saved goes through the outbox; looking at a preview, or a file, does not.
function isSave({ verb, path, formData }) {
  if (!sender || verb !== "post" || !path.startsWith(base) || NOT_KEPT.test(path)) return false;
  return ![...formData.values()].some((value) => value instanceof File);
}

// The last to look at a request: what others put into it is in it.
addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt === sender) return void address(event.detail);
  if (!isSave(event.detail)) return;
  event.preventDefault();
  hold(event.detail);
});

function hold(detail) {
  const { elt, target, path, formData } = detail;
  const form = elt.closest("form[data-row-form], .conflict form");
  const fields = [...formData].filter(([name]) => !["csrfmiddlewaretoken", "key"].includes(name));
  const key = newKey();
  target.id ||= `target-${key}`;
  const place = elt.closest("[data-open], [data-row], [data-gone]")?.id ?? firstOf(fields);
  const entry = {
    key,
    url: path,
    fields,
    base: formData.get("base"),
    stamp: formData.get("stamp"),
    at: new Date().toISOString(),
    place,
    target: target.id,
    swap: elt.getAttribute("hx-swap") ?? "outerHTML",
    typed: Boolean(form),
    text: form ? wordsOf(form) : "",
  };
  document.dispatchEvent(new CustomEvent("specroom:held", { detail: { entry, form, elt } }));
  add(entry);
}

// What is done with several rows says at the first of them that it is not done yet.
function firstOf(fields) {
  const [, row] = fields.find(([name]) => name === "row") ?? [];
  return row ? `row-${row}` : "";
}

export function wordsOf(form) {
  const main = form.querySelector(".main-field textarea, .main-field input");
  const fields = main?.value ? [main] : [...form.querySelectorAll("textarea, input[type=text]")];
  const hidden = form.matches(".conflict form") ? [...form.querySelectorAll("[name^=mine-]")] : [];
  return [...fields, ...hidden].map((field) => field.value).filter((value) => value.trim()).join(" | ");
}

// The request is exactly the entry, with the token and the person of this moment.
function address(detail) {
  const { entry } = sending;
  for (const name of [...detail.formData.keys()]) detail.formData.delete(name);
  for (const [name, value] of entry.fields) detail.formData.append(name, value);
  detail.formData.append("key", entry.key);
  detail.headers["X-CSRFToken"] = token() ?? "";
  detail.headers["X-Person"] = person;
  detail.timeout = 30_000;
}

const token = () => document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]*)/)?.[1];

function send(entry) {
  return new Promise((resolve) => {
    sending = { entry, resolve };
    htmx.ajax("POST", entry.url, { source: sender, target: sender, swap: entry.swap }).catch(() => {});
  });
}

export const sent = () => sending?.entry ?? null;

// Where a question about a row is shown that does not stand on this page.
function elsewhere() {
  const place = document.createElement("div");
  document.getElementById("kept")?.append(place);
  return place;
}

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt !== sender) return;
  const { entry, resolve } = sending;
  detail.xhr.addEventListener("loadend", () => setTimeout(() => resolve(answerOf(detail.xhr, entry)), 0));
});

// Where the answer belongs is looked up when it is there: what it was sent from may have gone meanwhile.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig.elt !== sender || detail.target !== sender) return;
  const { entry } = sending;
  detail.target = document.getElementById(entry.target) ?? document.getElementById(entry.place) ?? elsewhere();
});

// A part of the page that is not shown here needs no swap.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.elt !== sender) return;
  const wanted = event.detail.xhr.getResponseHeader("HX-Retarget");
  if (wanted && !document.querySelector(wanted)) event.preventDefault();
});

const STUCK = { 400: "refused", 403: "forbidden", 404: "missing", 405: "refused", 410: "missing", 413: "refused" };

function answerOf(xhr, entry) {
  const { status } = xhr;
  const fragment = xhr.getResponseHeader("X-Fragment") === "1";
  if (status === 401 || (status === 403 && !token()) || /\/accounts\/login/.test(xhr.responseURL)) return { wait: "login" };
  if (status === 0) return { wait: navigator.onLine ? "silent" : "offline" };
  if (status === 429) return { wait: "limit" };
  if (STUCK[status]) return { stuck: STUCK[status] };
  if (status >= 500) return { wait: "server" };
  if (!fragment) return { wait: "page" };
  if (status < 400) return { row: rowOf(xhr) };
  if (!entry.typed) return { asked: true };
  if (xhr.getResponseHeader("HX-Retarget") === "#notice") return { stuck: "refused", said: wordsIn(xhr.responseText) };
  keepDraft(entry);
  return { asked: true };
}

export function rowOf(xhr) {
  try {
    return JSON.parse(xhr.getResponseHeader("HX-Trigger-After-Settle"))["specroom:saved"].row;
  } catch {
    return null;
  }
}

function wordsIn(html) {
  return new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

if (sender) start(send);
