// The reading view: a citation is copied with one click, a box is ticked without losing one's place, and it prints.
import "./outline.js";
import "./reach.js";
import "./diagrams.js";

document.addEventListener("click", async (event) => {
  if (event.target.closest("[data-print]")) return print();
  const link = event.target.closest("a[data-cite]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    await navigator.clipboard.writeText(link.dataset.cite);
    say(link);
  } catch {
    location.assign(link.href); // the address bar has it then
  }
});

function say(link) {
  const said = document.getElementById("copied");
  said.textContent = "";
  requestAnimationFrame(() => {
    said.textContent = `${said.dataset.said} ${link.dataset.cite}`;
  });
  link.classList.add("done");
  setTimeout(() => link.classList.remove("done"), 2000);
}

// The answer is this page again: the row and the outline are taken out of it.
document.addEventListener("submit", async (event) => {
  const row = event.target.closest("[data-reading] .row");
  if (!row || !event.target.matches("form[action$='/tick']")) return;
  event.preventDefault();
  const form = event.target;
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (!page.getElementById(row.id)) throw new Error(response.statusText);
    for (const id of [row.id, "outline"]) document.getElementById(id)?.replaceWith(page.getElementById(id));
    document.getElementById(row.id)?.querySelector("button")?.focus();
  } catch {
    form.submit(); // the browser shows what went wrong
  }
});
