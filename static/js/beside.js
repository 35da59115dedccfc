// Outline, steps and history follow what was saved: asked for once it is quiet, never as a part of saving.
const QUIET = 400;
let timer = 0;
let asking = false;

function ask() {
  const base = document.querySelector("[data-spec]")?.dataset.spec;
  if (!base || asking) return;
  asking = true;
  htmx.ajax("GET", `${base}beside`, { source: "#outline", target: "#outline", swap: "none" }).catch(() => {}).finally(() => {
    asking = false;
  });
}

for (const name of ["specroom:saved", "specroom:talked"]) {
  document.addEventListener(name, () => {
    clearTimeout(timer);
    timer = setTimeout(ask, QUIET);
  });
}
