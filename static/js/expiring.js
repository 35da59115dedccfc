// A message goes after ten seconds, and so does the line of a deleted row; not while somebody points at it or is in it.
const SECONDS = 10;
const toasts = document.getElementsByClassName("toast"); // lists that the browser keeps: no walk through the document
const gone = document.getElementsByClassName("gone");
const going = () => [...toasts, ...gone].filter(({ dataset }) => "toast" in dataset || "gone" in dataset);

function watch() {
  for (const element of going()) {
    if ("seconds" in element.dataset) continue;
    element.dataset.seconds = SECONDS;
    show(element);
  }
}

function show(element) {
  const left = element.querySelector("[data-left]");
  if (left) left.textContent = `${element.dataset.seconds} s`;
}

watch();
new MutationObserver(watch).observe(document.body, { childList: true, subtree: true });

setInterval(() => {
  for (const element of going()) {
    if (element.matches(":hover, :focus-within")) continue;
    element.dataset.seconds -= 1;
    if (Number(element.dataset.seconds) > 0) show(element);
    else element.remove();
  }
}, 1000);
