// What is wrong with code, softly: [{ from, to, message, severity }] or none. It is told, never a hindrance.
import { words } from "./code-words.js";

const MOST = 100_000;

export function faults(language, text) {
  if (!text.trim() || text.length > MOST) return [];
  if (language === "json") return json(text);
  return ["sql", "postgresql", "sqlite", "mysql"].includes(language) ? sql(text) : [];
}

// The browser's own parser says what is wrong, in its words, and where.
function json(text) {
  try {
    JSON.parse(text);
    return [];
  } catch (error) {
    const [, place] = /position (\d+)/.exec(error.message) ?? [];
    const spot = /line (\d+) column (\d+)/.exec(error.message);
    const message = error.message.replace(/^JSON\.parse: /, "").replace(/ (?:in JSON )?at (?:position|line) .*$/s, "").replace(/, "[^]*" is not valid JSON$/, "");
    const at = place ? Number(place) : spot ? offset(text, Number(spot[1]), Number(spot[2])) : /end of JSON|end of data/.test(message) ? text.trimEnd().length : unexpected(text, message);
    return [{ from: at, to: at + 1, message, severity: "error" }];
  }
}

const offset = (text, line, column) => text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0) + column - 1;

// A short message names the letter and no place: the first such letter outside of strings.
function unexpected(text, message) {
  const [, letter] = /token '(.)'/s.exec(message) ?? [];
  const bare = text.replace(/"(?:[^"\\\n]|\\.)*"/g, (string) => " ".repeat(string.length));
  return Math.max(0, letter ? bare.indexOf(letter) : 0);
}

const PARTS = /--[^\n]*|\/\*[^]*?(?:\*\/|$)|'(?:[^']|'')*('?)|"(?:[^"]|"")*("?)|[()]/g;

// Quotes and brackets that are not closed, or close nothing.
function sql(text) {
  const open = [];
  for (const part of text.matchAll(PARTS)) {
    const [found] = part;
    const fault = (message) => [{ from: part.index, to: part.index + 1, message, severity: "warning" }];
    if (found === "(") open.push(part.index);
    else if (found === ")" && open.pop() === undefined) return fault(words().closing);
    else if ((found[0] === "'" && !part[1]) || (found[0] === '"' && !part[2])) return fault(words().quote);
  }
  const last = open.pop();
  return last === undefined ? [] : [{ from: last, to: last + 1, message: words().unclosed, severity: "warning" }];
}
