// Words that are not in the log and may not go there by themselves: what to do with them is asked where they were typed.
// They stay in this browser until somebody decides.
import { keepDraft } from "./drafts.js";
import { later } from "./later.js";
import { open } from "./opening.js";
import { sessions } from "./text-line.js";

const asked = new Map(); // the line that asks, by the session's id
const template = () => document.getElementById("text-question");

export function ask(session) {
  if (!session.why || session.saved || session.gone || !template()) return;
  let line = asked.get(session.id);
  if (!line) {
    line = template().content.firstElementChild.cloneNode(true);
    asked.set(session.id, line);
    fill(line, session);
  }
  line.querySelector("[data-text]").textContent = words(session); // more may be typed meanwhile
  const row = document.getElementById(`row-${session.at.row}`);
  line.querySelector("[data-into]").hidden = !row?.querySelector("a[data-edit]");
  line.querySelector("[data-suggest]").hidden = !row?.matches("[data-row]");
  const place = row?.querySelector(".row-body") ?? row ?? document.getElementById("kept");
  if (place && line.parentElement !== place) place.append(line);
}

function fill(line, session) {
  const said = template().dataset;
  line.querySelector("[data-words]").textContent = said[session.why] ?? said.other;
  const on = (name, act) => line.querySelector(`[data-${name}]`).addEventListener("click", act);
  on("copy", () => navigator.clipboard?.writeText(session.doc));
  on("drop", () => done(session));
  on("into", () => into(session));
  on("suggest", () => suggest(session));
}

// What was typed and is not in the log, else (only taken away) the text as it was left.
function words({ client }) {
  const found = [];
  client.unconfirmed()?.iterChanges((_from, _to, _start, _end, insert) => insert.length && found.push(insert.toString()));
  return found.join(" … ").trim() || client.doc.toString();
}

function done(session) {
  asked.get(session.id)?.remove();
  asked.delete(session.id);
  session.forget();
}

// In the row's form the words are typed upon what the log had: saving merges them, and asks where others wrote the same.
async function into(session) {
  const { at, client, doc } = session;
  const base = JSON.stringify({ [at.field]: client.base.toString() });
  await keepDraft({ place: `row-${at.row}`, fields: [[at.field, doc], ["base", base]], url: `/${at.spec}/row/${at.row}/edit` });
  const row = document.getElementById(`row-${at.row}`);
  done(session);
  open(row);
}

async function suggest(session) {
  const talk = await later(() => import("./talk-open.js"), true);
  const part = await talk?.open(String(session.at.row), { focus: false });
  const field = part?.querySelector("[data-talk-new] [name=words]");
  if (!field) return;
  field.closest("details").open = true;
  field.value = session.doc;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  part.querySelector("[data-talk-new] [name=body]").focus();
  part.querySelector("[data-talk-new]").addEventListener("submit", () => done(session), { once: true });
}

const all = () => sessions.forEach(ask);
document.addEventListener("specroom:text", ({ detail }) => ask(detail));
document.addEventListener("htmx:afterSettle", all);
