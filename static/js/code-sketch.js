// What code stands for, beside it while it is written: a diagram drawn, the tables of a schema listed by the server.
import { draw } from "./mermaid.js";
import { imageOf } from "./mermaid-picture.js";

// Shows it and gives the faults that drawing found; null where nothing was drawn.
export async function sketch(field, language, text) {
  if (language === "mermaid") return diagram(field, text);
  place(field)?.remove();
  if (language === "sql") await tables(field, text);
  return null;
}

const place = (field) => field.parentElement.querySelector("figure[data-live]");

function made(field) {
  const figure = document.createElement("figure");
  figure.className = "diagram";
  figure.dataset.live = "";
  field.parentElement.append(figure);
  return figure;
}

// The last picture stays while the source is half written: only a drawing that succeeds takes its place.
async function diagram(field, text) {
  if (!text.trim()) {
    place(field)?.remove();
    return [];
  }
  const drawn = await draw(text.replace(/\n?$/, "\n"));
  if (!field.isConnected || field.value !== text) return [];
  const figure = place(field) ?? made(field);
  figure.classList.toggle("stale", Boolean(drawn.fault));
  if (drawn.fault) return [{ line: drawn.line, message: drawn.fault, severity: "warning" }];
  const frame = document.createElement("div");
  frame.className = "diagram-picture";
  frame.append(imageOf(drawn));
  figure.replaceChildren(frame);
  return [];
}

// The list comes from where it comes at rest, so that both say the same.
async function tables(field, text) {
  const base = document.querySelector("[data-spec]")?.dataset.spec;
  const token = field.form?.elements.csrfmiddlewaretoken?.value;
  if (!base || !token) return;
  const body = new FormData();
  body.set("text", text);
  body.set("csrfmiddlewaretoken", token);
  const answer = await fetch(`${base}tables`, { method: "POST", body }).catch(() => null);
  if (!answer?.ok || answer.headers.get("X-Fragment") !== "1" || field.value !== text) return;
  const html = await answer.text();
  const found = document.createElement("template");
  found.innerHTML = html;
  const list = field.parentElement.querySelector("[data-tables-list]") ?? document.createElement("div");
  list.dataset.tablesList = "";
  list.replaceChildren(found.content);
  if (!list.isConnected) field.parentElement.append(list);
}
