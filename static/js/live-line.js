// One connection to the server: opened again when it is lost, with what was watched and where one was. Used by the worker
// that all windows share, and by a window itself where there is none.
const BEAT = 5_000;
const SILENT = 12_000;
const LOGGED_OUT = 4403;
const LATER = 30_000;

export class Line {
  // `told` is given each message; {m: "hello"} when the line is up and {m: "down"} when it is not.
  constructor(url, person, told) {
    Object.assign(this, { url, person, told, up: false, tries: 0, watches: new Map(), here: new Map(), listing: false, ended: false });
    this.connect();
    setInterval(() => this.beat(), BEAT);
  }

  connect() {
    clearTimeout(this.timer);
    if (this.ended || this.socket) return;
    const socket = (this.socket = new WebSocket(this.url));
    this.heard = Date.now();
    socket.onmessage = ({ data }) => this.hear(JSON.parse(data));
    socket.onclose = ({ code }) => this.lost(socket, code);
  }

  hear(message) {
    this.heard = Date.now();
    const { m, spec } = message;
    if (m === "hello") {
      if (message.person.id !== this.person) return this.end(); // somebody else has logged in since
      this.up = true;
      this.tries = 0;
      for (const [key, after] of this.watches) this.say({ m: "watch", spec: key, after });
      for (const place of this.here.values()) this.say(place);
      if (this.listing) this.say({ m: "list" });
    }
    if (m === "events" && this.watches.has(spec)) this.watches.set(spec, Math.max(this.watches.get(spec), message.number));
    if (m === "left") this.forget(spec);
    if (m !== "pong") this.told(message);
  }

  // At once after a restart, later each time it fails again; never all windows at the same moment.
  lost(socket, code) {
    if (this.socket !== socket) return;
    this.socket = null;
    const was = this.up;
    this.up = false;
    if (was) this.told({ m: "down", code });
    // Who is let in no more is logged out; who is cut off for what was sent asks at once what may still be done.
    const base = code === LOGGED_OUT && !was ? LATER : Math.min(LATER, 400 * 2 ** this.tries);
    this.tries += 1;
    if (!this.ended) this.timer = setTimeout(() => this.connect(), base * (0.5 + Math.random()));
  }

  beat() {
    if (!this.up && this.socket?.readyState !== WebSocket.CONNECTING) return;
    if (Date.now() - this.heard > SILENT) {
      const { socket } = this;
      socket.onmessage = null;
      socket.close();
      return this.lost(socket, 1006);
    }
    if (this.up) this.say({ m: "ping" });
  }

  say(message) {
    if (this.up) this.socket.send(JSON.stringify(message));
    return this.up;
  }

  send(message) {
    if (message.m === "here") this.here.set(message.spec, message);
    return this.say(message);
  }

  watch(spec, after) {
    const known = this.watches.get(spec);
    this.watches.set(spec, known === undefined ? after : Math.min(known, after));
    this.say({ m: "watch", spec, after });
  }

  unwatch(spec) {
    if (this.watches.has(spec)) this.say({ m: "unwatch", spec });
    this.forget(spec);
  }

  list() {
    this.listing = true;
    this.say({ m: "list" });
  }

  unlist() {
    if (this.listing) this.say({ m: "unlist" });
    this.listing = false;
  }

  forget(spec) {
    this.watches.delete(spec);
    this.here.delete(spec);
  }

  now() {
    if (this.socket || this.ended) return;
    this.tries = 0;
    this.connect();
  }

  end() {
    this.ended = true;
    if (this.up) this.told({ m: "down" });
    this.up = false;
    this.socket?.close();
  }
}
