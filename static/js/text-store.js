// Shared texts with what is not acknowledged of them, kept in this browser at each step; one window has each, and takes
// up those of windows that are gone. Where the browser keeps nothing, the page does while it is open.
import { queue } from "./outbox.js";

const held = new Map(); // what gives a lock back, by id
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("specroom-texts", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("texts", { keyPath: "id" }).createIndex("queue", "queue");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(mode, act) {
  const transaction = (await database()).transaction("texts", mode, { durability: "strict" }); // relaxed forgets at a crash
  const asked = act(transaction.objectStore("texts"));
  if (mode === "readwrite") transaction.commit?.(); // else it waits for an answer, which a page that goes does not hear
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export const put = (item) => run("readwrite", (store) => store.put({ ...item, queue })).catch(() => {});

export async function remove(id) {
  await run("readwrite", (store) => store.delete(id)).catch(() => {});
  held.get(id)?.();
  held.delete(id);
}

// A window asks the others before it takes what none of them may have: where there are no locks, by word.
const others = queue ? new BroadcastChannel(`specroom texts ${queue}`) : null;
others?.addEventListener("message", ({ data }) => {
  if (data.asked && held.has(data.asked)) others.postMessage({ mine: data.asked });
});

function asked(id) {
  return new Promise((resolve) => {
    const answer = ({ data }) => data.mine === id && resolve(false);
    others.addEventListener("message", answer);
    others.postMessage({ asked: id });
    setTimeout(() => resolve(true), 200);
  });
}

// Whether this window has that text now.
export function take(id) {
  if (held.has(id)) return Promise.resolve(true);
  if (!navigator.locks) return asked(id).then((free) => free && Boolean(held.set(id, () => {})));
  return new Promise((resolve) => {
    navigator.locks.request(`specroom text ${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock && new Promise((done) => held.set(id, done));
    });
  });
}

export const all = () => run("readonly", (store) => store.index("queue").getAll(queue)).catch(() => []);

// What windows that are gone left behind, and is this window's from now on.
export async function leftBehind() {
  const mine = [];
  for (const { id } of (await all()).filter((item) => !held.has(item.id))) {
    const item = (await take(id)) && (await run("readonly", (store) => store.get(id)).catch(() => null)); // as it is by now
    if (item) mine.push(item);
  }
  return mine;
}
