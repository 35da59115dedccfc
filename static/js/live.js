// What happens elsewhere reaches this window: over the connection that all windows of the browser share, else over one of
// its own, else by asking every ten seconds. live.on(kind, listener) hears messages; so does `specroom:live-<kind>`.
import { Line } from "./live-line.js";

const meta = document.querySelector('meta[name="specroom-live"]');
const name = meta?.content ?? "";
const url = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/live`;
const lock = `specroom-live-${crypto.randomUUID?.() ?? Math.random()}`;
const listeners = new Map();
const watches = new Map(); // spec: the last number that was heard of
let line = null;
let listing = false;

export const live = {
  up: false,
  person: Number(meta?.dataset.person) || null,
  // Hears of the spec's events after that number.
  watch(spec, after) {
    watches.set(spec, after);
    line?.watch(spec, after);
  },
  unwatch(spec) {
    watches.delete(spec);
    line?.unwatch(spec);
  },
  // Hears of every spec that may be seen: `listed` when it moved, `crowd` who is in it.
  list() {
    listing = true;
    line?.list();
  },
  // Gives whether it could be sent.
  send(message) {
    if (live.up) line.send(message);
    return live.up;
  },
  on(kind, listener) {
    listeners.set(kind, [...(listeners.get(kind) ?? []), listener]);
  },
  watches,
  hear,
};

function hear(message) {
  const { m, spec, number } = message;
  if (m === "hello") live.up = true;
  if (m === "down") live.up = false;
  if (m === "events" && watches.has(spec)) watches.set(spec, Math.max(watches.get(spec), number));
  if (m === "left") watches.delete(spec);
  for (const listener of listeners.get(m) ?? []) listener(message);
  document.dispatchEvent(new CustomEvent(`specroom:live-${m}`, { detail: message }));
}

// The worker in which the connection is; it goes by the log-in, so that the next person has another.
function shared() {
  const worker = new SharedWorker(meta.dataset.worker, { type: "module", name: `specroom ${name}` });
  let joined = Promise.resolve(); // the worker takes a window whose lock is free for gone: it hears of none before that is held
  const post = (act, more = {}) => joined.then(() => worker.port.postMessage({ do: act, ...more }));
  worker.port.addEventListener("message", ({ data }) => hear(data));
  worker.addEventListener("error", () => use(alone()));
  worker.port.start();
  const join = () => {
    joined = new Promise((held) => {
      navigator.locks.request(lock, () => {
        held();
        return new Promise((resolve) => addEventListener("pagehide", resolve, { once: true }));
      });
    });
    post("join", { url, person: live.person, lock });
  };
  join();
  addEventListener("pagehide", () => post("bye"));
  addEventListener("pageshow", ({ persisted }) => persisted && (join(), again()));
  return {
    watch: (spec, after) => post("watch", { spec, after }),
    unwatch: (spec) => post("unwatch", { spec }),
    list: () => post("list"),
    send: (message) => post("send", { message }),
    now: () => post("now"),
    end: () => post("end"),
  };
}

const alone = () => new Line(url, live.person, hear);

function again() {
  for (const [spec, after] of watches) line.watch(spec, after);
  if (listing) line.list();
}

function use(found) {
  line = found;
  again();
}

if (name && "WebSocket" in window) {
  const together = "SharedWorker" in window && "locks" in navigator;
  line = together ? shared() : alone();
  addEventListener("online", () => line.now());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && !live.up && line.now());
  document.addEventListener("submit", ({ target }) => target.matches("[data-log-out]") && line.end());
}
if (meta) {
  import("./live-poll.js");
  if (document.querySelector("[data-spec][data-number]")) import("./live-page.js");
  if (document.querySelector("[data-watched]")) import("./live-frozen.js");
  if (document.querySelector("[data-live-list]")) import("./live-list.js");
}
