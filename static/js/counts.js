// A reviewer who begins to write in the text is told, at the first key and where the eyes are, what it does to the vote.
const words = document.querySelector("template[data-uncounted]");

function told(event) {
  const form = event.target.closest?.("[data-row-form]");
  if (!form) return;
  document.removeEventListener("input", told);
  const said = words.content.firstElementChild.cloneNode(true);
  const row = /^row-(\d+)$/.exec(form.closest("[data-open]")?.id ?? "");
  if (row) said.querySelector("a").href = `${words.dataset.uncounted}row/${row[1]}/threads`;
  const text = said.firstElementChild;
  const shown = [...text.childNodes];
  text.replaceChildren(); // a live region is read when words come into it, not when it comes with them
  (form.querySelector(".foot") ?? form.lastElementChild).before(said);
  requestAnimationFrame(() => text.append(...shown));
}

if (words) document.addEventListener("input", told);
