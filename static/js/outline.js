// The outline follows the scroll; on a phone and over a panel it is a sheet that a choice closes.
const links = () => [...document.querySelectorAll("a[data-outline]")];
let seen = null;

function follow() {
  seen = null;
  const edge = 136; // a little below where a section stands that its link led to
  let current = null;
  for (const link of links()) {
    const section = document.getElementById(link.dataset.outline);
    if (!section) continue;
    if (section.getBoundingClientRect().top <= edge || !current) current = link;
    else break;
  }
  for (const link of links()) {
    if (link === current) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

function later() {
  seen ??= requestAnimationFrame(follow);
}

addEventListener("scroll", later, { passive: true });
document.addEventListener("htmx:afterSettle", later);
follow();

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && /^#(outline|panel)-sheet$/.test(location.hash)) location.hash = "#main";
});
