// A module that is fetched when it is first wanted; null where the server cannot be reached, which is said at the bottom
// left if somebody asked for it. The next time it is asked for again.
import { fail, unreached } from "./keeping.js";

export async function later(ask, asked = false) {
  try {
    return await ask();
  } catch (error) {
    if (!/\bmodule\b/.test(error.message)) throw error; // what came and does not run is a fault
    if (asked) fail(document.body, unreached());
    return null;
  }
}
