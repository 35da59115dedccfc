// The outbox: what this person saved on this spec and the server has not acknowledged, sent in order, one at a time.
// An entry is {key, url, fields, base, stamp, at}, and where on the page it belongs. It is put into the store before it
// is sent and taken out when it is acknowledged, so it survives a reload, a crash, a lost line and a log-out.
import * as store from "./outbox-store.js";
import { isOpen, lock, newKey, openOthers, tab } from "./outbox-tabs.js";

export { newKey };

const WAITS = [4, 8, 16, 30];
const sheet = document.querySelector("[data-spec][data-user]");
export const queue = sheet ? `${sheet.dataset.user} ${sheet.dataset.spec}` : "";
export const person = sheet?.dataset.user ?? "";
const channel = sheet && new BroadcastChannel(`specroom ${queue}`);

let send = null; // how an entry is sent: set by who knows the page
let trouble = null; // {why, until, tries}: why nothing can be sent just now
let waiting = [];
let wake = () => {};

export const entries = () => waiting;
export const now = () => trouble;

function tell(what = {}) {
  document.dispatchEvent(new CustomEvent("specroom:outbox", { detail: what }));
}

// Whether another tab, which is open, will send it.
let others = new Set();
export const isElsewhere = (entry) => others.has(entry.tab);

export async function look(what = {}) {
  waiting = await store.all("entries", queue);
  others = await openOthers(waiting);
  if (!waiting.length) trouble = null;
  tell(what);
}

async function changed(what = {}) {
  await look(what);
  channel?.postMessage({ ...what, trouble });
}

channel?.addEventListener("message", async ({ data }) => {
  if (data.now) return wake();
  trouble = data.trouble ?? null;
  await look(data);
  drain();
});

export async function add(entry) {
  const n = Math.max(Date.now(), ...waiting.map((other) => other.n + 1));
  const whole = { ...entry, queue, tab, n };
  waiting = [...waiting, whole];
  await store.put("entries", whole);
  await changed();
  drain();
}

let draining = false;
let again = false;

export async function drain() {
  again = true;
  if (draining || !send) return;
  draining = true;
  while (again) {
    again = false;
    await lock(`send ${queue}`, sendAll);
  }
  draining = false;
}

async function sendAll() {
  for (;;) {
    const [next] = (await store.all("entries", queue)).filter((entry) => !entry.stuck);
    if (!next || (next.tab !== tab && (await isOpen(next.tab)))) return;
    const answer = await send(next);
    if (answer.wait) await wait(next, answer.wait);
    else await settle(next, answer);
  }
}

async function settle(entry, answer) {
  trouble = null;
  if (answer.stuck) await store.put("entries", { ...entry, stuck: answer.stuck, said: answer.said });
  else await store.remove("entries", entry.key);
  if (answer.row || answer.stuck) await introduce(entry, answer.row);
  await changed({ settled: entry.key, row: answer.row, asked: answer.asked, place: entry.place });
}

// Rows that were added after a row which had no number yet get to know it; if it was refused they stand where it would.
async function introduce(entry, row) {
  const local = `local-${entry.key}`;
  const instead = row ?? entry.fields.find(([name]) => name === "after")?.[1] ?? "";
  for (const later of await store.all("entries", queue)) {
    if (!later.url.includes(local) && !later.fields.some(([, value]) => value === local)) continue;
    const fields = later.fields.map(([name, value]) => [name, value === local ? String(instead) : value]);
    const place = row && later.place === local ? `row-${row}` : later.place;
    await store.put("entries", { ...later, fields, place, url: later.url.replace(local, instead) });
  }
}

async function wait(entry, why) {
  const tries = (trouble?.tries ?? -1) + 1;
  const seconds = WAITS[Math.min(tries, WAITS.length - 1)];
  trouble = { why, tries, key: entry.key, until: Date.now() + seconds * 1000 };
  await changed();
  await new Promise((resolve) => {
    wake = resolve;
    setTimeout(resolve, seconds * 1000);
  });
}

// "Try now", in this tab or in the one that is waiting; a refused entry is taken up again.
export async function tryNow() {
  for (const { stuck, said, ...entry } of waiting) if (stuck) await store.put("entries", entry);
  wake();
  channel?.postMessage({ now: true });
  drain();
}

export async function drop(key) {
  await store.remove("entries", key);
  await changed({ settled: key });
}

export function start(sender) {
  send = sender;
  look().then(drain);
  addEventListener("online", tryNow);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && trouble && wake());
  setInterval(() => waiting.length && drain(), 5000);
}
