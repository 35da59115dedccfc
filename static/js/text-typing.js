// Which field shows which shared text: loaded when somebody is about to write.
import "./text-aloud.js";
import { Carets } from "./text-carets.js";
import { Editor } from "./text-editor.js";
import { begin, sessionOf, sessions } from "./text-line.js";
import "./text-question.js";

const editors = new WeakMap();

export function share(field, at) {
  const known = editors.get(field);
  if (known && known.session.view === known) return;
  const session = sessionOf(at.row, at.field) ?? begin(at);
  session.view?.letGo();
  session.left = false;
  editors.set(field, new Editor(field, session, (editor) => new Carets(editor)));
}

export const sessionIn = (field) => editors.get(field)?.session ?? null;

// Forms that are gone have left their texts; those that are at rest go on when somebody writes in them again.
export function sweep() {
  for (const session of sessions) {
    const { view } = session;
    if (!view || view.field.isConnected) continue;
    view.letGo();
    session.leave();
  }
}

// Resolves when all that was written in these fields is in the log, or cannot be just now, or takes too long.
export function settled(fields, longest = 1000) {
  const waits = fields.map(sessionIn).filter((session) => session && !session.saved && session.up);
  return Promise.race([
    Promise.all(waits.map(acknowledged)),
    new Promise((resolve) => setTimeout(resolve, longest)),
  ]);
}

function acknowledged(session) {
  return new Promise((resolve) => {
    const look = () => {
      if (!session.saved && session.up) return;
      document.removeEventListener("specroom:text", look);
      resolve();
    };
    document.addEventListener("specroom:text", look);
    look();
  });
}
