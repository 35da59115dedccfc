// What is not acknowledged yet, kept in this browser: entries to be sent in order, and drafts of open forms.
// Where the browser keeps nothing (a private window of some), memory does while the page is open.
const memory = { entries: new Map(), drafts: new Map() };
let opened = null;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("specroom", 1);
    asked.onupgradeneeded = () => {
      for (const [name, keyPath] of [["entries", "key"], ["drafts", "id"]]) {
        asked.result.createObjectStore(name, { keyPath }).createIndex("queue", "queue");
      }
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function run(mode, name, act) {
  const transaction = (await database()).transaction(name, mode, { durability: "strict" }); // relaxed forgets at a crash
  const asked = act(transaction.objectStore(name));
  if (mode === "readwrite") transaction.commit?.(); // else it waits for an answer, which a page that goes does not hear
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

export async function put(name, item) {
  try {
    await run("readwrite", name, (store) => store.put(item));
  } catch {
    memory[name].set(item.key ?? item.id, item);
  }
}

export async function remove(name, key) {
  memory[name].delete(key);
  await run("readwrite", name, (store) => store.delete(key)).catch(() => {});
}

// All of one person's on one spec; entries in the order in which they were made.
export async function all(name, queue) {
  const kept = await run("readonly", name, (store) => store.index("queue").getAll(queue)).catch(() => []);
  const items = [...kept, ...[...memory[name].values()].filter((item) => item.queue === queue)];
  return items.sort((a, b) => a.n - b.n);
}
