// Code wider than its column is scrolled by keys too.
function reach() {
  for (const code of document.querySelectorAll(".md pre, .md table")) {
    if (code.scrollWidth > code.clientWidth) code.tabIndex = 0;
    else code.removeAttribute("tabindex");
  }
}
reach();
document.addEventListener("htmx:afterSettle", reach);
addEventListener("resize", reach);
