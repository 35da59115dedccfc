// The one connection of a browser and a log-in: all its windows share it, and it goes with the last of them.
import { Line } from "./live-line.js";

const LISTS = ["listed", "crowd"];
const ports = new Map(); // port: {specs, texts, refs, lists}
let line = null;
let hello = null;

self.addEventListener("connect", ({ ports: [port] }) => {
  port.addEventListener("message", ({ data }) => acts[data.do]?.(port, data));
  port.start();
});
addEventListener("online", () => line?.now());

const acts = {
  join(port, { url, person, lock }) {
    ports.set(port, { specs: new Set(), texts: new Set(), refs: new Set(), lists: false });
    navigator.locks?.request(lock, () => acts.bye(port)); // it is free once the window is gone, however it went
    line ??= new Line(url, person, tell);
    if (line.up) port.postMessage(hello);
    else line.now();
  },
  watch(port, { spec, after }) {
    ports.get(port)?.specs.add(spec);
    line.watch(spec, after);
  },
  unwatch(port, { spec }) {
    ports.get(port)?.specs.delete(spec);
    if (![...ports.values()].some(({ specs }) => specs.has(spec))) line.unwatch(spec);
  },
  list(port) {
    const mine = ports.get(port);
    if (mine) mine.lists = true;
    line.list();
  },
  send(port, { message }) {
    const mine = ports.get(port);
    if (!mine) return;
    if (message.ref) mine.refs.add(message.ref);
    if (message.text && message.m !== "leave") mine.texts.add(message.text);
    if (message.m === "leave") {
      mine.texts.delete(message.text);
      if ([...ports.values()].some(({ texts }) => texts.has(message.text))) return;
    }
    line.send(message);
  },
  now: () => line?.now(),
  bye(port) {
    const mine = ports.get(port);
    if (!mine) return;
    for (const spec of mine.specs) acts.unwatch(port, { spec });
    for (const text of mine.texts) acts.send(port, { message: { m: "leave", text } });
    ports.delete(port);
    if (![...ports.values()].some(({ lists }) => lists)) line.unlist();
    if (!ports.size) {
      line?.end();
      line = null;
    }
  },
  // The person logs out: nothing comes here any more.
  end() {
    line?.end();
    line = null;
    ports.clear();
  },
};

function tell(message) {
  if (message.m === "hello") hello = message;
  for (const [port, { specs, texts, refs, lists }] of ports) {
    const { spec, text, ref } = message;
    if (ref && refs.has(ref)) {
      refs.delete(ref);
      if (text) texts.add(text);
    } else if (LISTS.includes(message.m)) {
      if (!lists) continue;
    } else if (ref || (spec && !specs.has(spec)) || (text && !texts.has(text))) continue;
    port.postMessage(message);
  }
}
