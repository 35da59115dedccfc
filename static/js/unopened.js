// A row that was pressed while the server cannot be reached says why it does not open, until it does.
const gone = () => document.querySelectorAll("[data-unopened]").forEach((line) => line.remove());

export function sayUnopened(link) {
  const held = link.matches?.("[data-held]");
  const row = held ? link : link.matches?.("a[data-edit]") && link.closest("[data-row]");
  const line = document.getElementById(held ? "unopened-kept-line" : "unopened-line")?.content.firstElementChild.cloneNode(true);
  if (!row || !line) return false;
  gone();
  (row.querySelector(".row-body") ?? [...row.querySelectorAll("[data-cell]")].at(-1) ?? row).append(line);
  return true;
}

addEventListener("online", gone);
document.addEventListener("htmx:afterSettle", gone);
