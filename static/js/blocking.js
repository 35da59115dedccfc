// Submit and "Show them" go to the rows that block, one after the other, where they can be mended; what blocks without a row is
// told on the page the link leads to.
import { unfoldAround } from "./folding.js";

const rows = () => [...document.querySelectorAll("[data-row]:has(.find.block)")];
let last = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(':is(#steps, #steps ~ .why) a[href$="#blocks"]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const all = rows();
  if (!all.length) return;
  event.preventDefault();
  const row = all[(all.findIndex(({ id }) => id === last) + 1) % all.length];
  last = row.id;
  unfoldAround(row);
  row.scrollIntoView({ block: "center" });
  row.focus({ preventScroll: true });
  row.classList.remove("flash");
  requestAnimationFrame(() => row.classList.add("flash")); // where it stood in sight before, nothing else would move
  setTimeout(() => row.classList.remove("flash"), 4000);
});
