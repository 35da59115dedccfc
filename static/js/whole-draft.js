// What is typed in the whole document and not saved yet, in this browser under the reader's own name.
const key = (form) => `specroom:${form.dataset.user}:whole:${new URL(form.action).pathname}`;

export function keep(form, { text, base }) {
  try {
    localStorage.setItem(key(form), JSON.stringify({ text, base }));
  } catch {
    // a full or closed store: the page itself still has the words, and asks before it is left
  }
}

export function kept(form) {
  try {
    const found = JSON.parse(localStorage.getItem(key(form)) ?? "null");
    return typeof found?.text === "string" && typeof found.base === "string" ? found : null;
  } catch {
    return null;
  }
}

export function drop(form) {
  try {
    localStorage.removeItem(key(form));
  } catch {
    // a closed store has nothing to forget
  }
}
