// Times in the reader's own zone: the exact one in the tooltip, the relative one kept true while the page is open.
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function words(moment) {
  const minutes = Math.floor((Date.now() - moment) / 60_000);
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  if (minutes < 360) return `${Math.floor(minutes / 60)} h ago`;
  return null; // "yesterday" and dates do not change while one reads
}

function show(root) {
  for (const time of root.getElementsByTagName?.("time") ?? []) {
    if (!("when" in time.dataset)) continue;
    const moment = new Date(time.dateTime);
    time.title = exact.format(moment);
    const said = words(moment);
    if (said && time.textContent !== said) time.textContent = said;
  }
}

show(document);
setInterval(() => show(document), 30_000);
document.addEventListener("htmx:afterSwap", (event) => show(event.target));
