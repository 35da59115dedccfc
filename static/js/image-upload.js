// Sends an image to the spec. Gives its path, or fails with words that say what to do.
const words = () => document.getElementById("image-way").dataset;

export function say(name, file) {
  return words()[name].replace("{name}", file?.name || "image");
}

export class NotUploaded extends Error {}

const BY_STATUS = { 403: "forbidden", 404: "forbidden", 413: "large", 429: "often" };

export async function upload(file) {
  const body = new FormData();
  body.append("file", file, file.name || "image");
  body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "");
  const response = await send(body, file);
  if (!(response.headers.get("Content-Type") ?? "").startsWith("application/json")) {
    throw new NotUploaded(say(response.redirected ? "login" : (BY_STATUS[response.status] ?? "silent"), file));
  }
  const answer = await response.json();
  if (!response.ok) throw new NotUploaded(`${file.name || "image"}: ${answer.message}`);
  return answer.path;
}

async function send(body, file) {
  try {
    return await fetch(words().upload, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    throw new NotUploaded(say("silent", file));
  }
}

// `login-flow.png` says something; `image.png` and `Screenshot 2026-11-24` say nothing.
export function wordsOf(file) {
  const stem = (file.name ?? "").replace(/\.[^.]*$/, "").replace(/[-_\s]+/g, " ").trim();
  return /^(image|img|screenshot|bildschirmfoto|unnamed|download|pasted)\b|^[\d\s]*$/i.test(stem) ? "" : stem.replace(/[[\]\\]/g, "");
}
