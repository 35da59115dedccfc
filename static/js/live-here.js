// Tells where one is: the section that is read, the row that has the keyboard, whether it is open. Nothing else.
import { live } from "./live.js";

const SOON = 250;
const key = document.querySelector("[data-spec]:is([data-number], [data-watched])")?.dataset.spec.replaceAll("/", "");
let timer = 0;
let told = "";

const numberOf = (element) => Number(/^row-(\d+)$/.exec(element?.id ?? "")?.[1]) || null;

function place() {
  const open = [...document.querySelectorAll("[data-open][id^=row-]")];
  const held = open.find((row) => row.contains(document.activeElement)) ?? open[0];
  const row = held ?? document.activeElement?.closest?.("[data-row][id^=row-]");
  const section = row?.closest(".sec")?.id || document.querySelector("a[data-outline][aria-current]")?.dataset.outline || null;
  return { m: "here", spec: key, section, row: numberOf(row), open: Boolean(held) };
}

function tell() {
  timer = 0;
  if (document.hidden) return; // another window of the same person may be the one that is looked at
  const here = place();
  const said = JSON.stringify(here);
  if (said !== told && live.send(here)) told = said;
}

function soon() {
  timer ||= setTimeout(tell, SOON);
}

if (key) {
  soon(); // the line may be up already
  live.on("hello", () => {
    told = "";
    soon();
  });
  for (const name of ["focusin", "htmx:afterSettle", "visibilitychange", "specroom:closed"]) document.addEventListener(name, soon);
  document.addEventListener("focusout", soon);
  addEventListener("focus", () => {
    told = "";
    soon();
  });
  addEventListener("scroll", soon, { passive: true });
}
