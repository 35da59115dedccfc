// All shared texts of this window, by the line that all its messages share.
import { live } from "./live.js";
import { person } from "./outbox.js";
import { leftBehind } from "./text-store.js";
import { Session } from "./text-session.js";

export const sessions = new Set();
const line = { send: (message) => live.send(message), forget: (session) => sessions.delete(session) };
const byRef = ({ ref }) => [...sessions].find((session) => session.ref === ref);
const byText = ({ text }) => [...sessions].filter((session) => session.client?.text === text && !session.why);

export const sessionOf = (row, field) => [...sessions].find(({ at, gone }) => !gone && at.row === row && at.field === field);

export function begin(at) {
  const session = new Session({ at, line, me: person });
  sessions.add(session);
  if (live.up) session.ask();
  return session;
}

live.on("opened", (message) => byRef(message)?.begin(message));
live.on("u", (message) => byText(message).forEach((session) => session.hear("receive", message)));
live.on("resumed", (message) => byText(message).forEach((session) => !session.up && session.hear("resumed", message)));
live.on("closed", (message) => byText(message).forEach((session) => session.hear("closed", message)));
live.on("lost", (message) => byText(message).forEach((session) => session.end("lost")));
live.on("no", (message) => (message.ref ? [byRef(message)] : byText(message)).forEach((session) => session?.refused(message)));
live.on("hello", () => sessions.forEach((session) => session.why || session.ask()));
live.on("down", (message) => sessions.forEach((session) => session.down(message)));

addEventListener("pagehide", () => sessions.forEach((session) => session.keeper.last()));

// What windows that are gone left unsaved goes on its way from here.
export async function takeUp() {
  for (const kept of await leftBehind()) {
    const session = new Session({ id: kept.id, at: kept.at, line, me: person, kept });
    session.left = true;
    sessions.add(session);
    if (session.why) session.tell();
    else if (live.up) session.ask();
  }
}
