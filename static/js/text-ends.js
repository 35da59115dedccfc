// How the way of a shared text ends: a line that is lost, a text that was closed, a change that is not taken. What was
// typed and is not in the log goes on in the text that stands there now, or is kept until somebody decides.
const RIGHTS = 4403;
const BROKEN = [4400, 4413];
const AFRESH = ["lost", "gone", "ahead"]; // nothing is unsaved: it is opened as it is there now
const FOLLOWS = ["split", "emptied", "kind", "idle"]; // ends after which the words go on in what stands there now

// A connection that was closed for what was sent last: whether one still may write is asked before it is sent again.
export function down(session, { code } = {}) {
  const sent = session.up && session.client?.inflight;
  session.up = false;
  session.doubt ||= Boolean(sent && code === RIGHTS);
  if (sent && BROKEN.includes(code)) session.strikes += 1;
  if (session.strikes > 1) return end(session, "malformed");
  session.tell();
}

// What is unconfirmed was never stored. It goes on in the text that stands there now, or is asked about.
export function closed(session, { why }) {
  const { client } = session;
  client.pending = client.unconfirmed();
  client.inflight = null;
  session.up = false;
  if (!FOLLOWS.includes(why) || (!client.pending && !session.view)) return end(session, why);
  session.carry = String(client.text);
  session.keeper.keep();
  session.ask();
}

// An end is told by itself; whoever is behind asks for what was missed.
export function refused(session, { n, why }) {
  if (n !== undefined && n !== session.client?.inflight?.n) return;
  if (why === "behind") session.ask();
  else if (why !== "closed") end(session, why);
}

// Nothing more goes over the line for this text; words that are not in the log are kept until somebody decides.
export function end(session, why) {
  if (!session.client) return session.forget();
  if (AFRESH.includes(why) && session.saved && session.view && !session.fresh) {
    Object.assign(session, { client: null, fresh: true });
    return session.ask();
  }
  Object.assign(session, { why, up: false, carry: "" });
  session.keeper.keep();
  session.view?.ended();
  session.tell();
  session.go();
}
