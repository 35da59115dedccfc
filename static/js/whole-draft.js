// What is typed in the whole document and not saved yet, in this browser's outbox under the reader's own name.
import { all, put, remove } from "./outbox-store.js";

const idOf = (form) => `${form.dataset.user} ${new URL(form.action).pathname}`;

export const keep = (form, { text, base }) => put("drafts", { id: idOf(form), queue: idOf(form), n: 0, text, base });

export const drop = (form) => remove("drafts", idOf(form));

export async function kept(form) {
  const [found] = await all("drafts", idOf(form));
  return typeof found?.text === "string" && typeof found.base === "string" ? found : null;
}
