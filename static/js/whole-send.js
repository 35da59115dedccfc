// Sends the whole text and asks for an answer in JSON: { status, ... }, or { failed } in words.

// After a log-in in another tab the form's token is an old one: a fresh page has the new one.
async function renewed(form) {
  const page = await fetch(`${form.action}?working`).catch(() => null);
  const [, token] = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec((page?.redirected ? "" : await page?.text()) ?? "") ?? [];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
  return Boolean(token);
}

export async function post(form, step, again = false) {
  const body = new FormData(form);
  body.set("step", step);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer) return { failed: form.dataset.silent };
  if (answer.status === 403 && !again) return (await renewed(form)) ? post(form, step, true) : { failed: form.dataset.login };
  if (answer.redirected) return { failed: form.dataset.login };
  if (!/json/.test(answer.headers.get("Content-Type") ?? "")) return { failed: form.dataset.failed };
  return { status: answer.status, ...(await answer.json()) };
}
