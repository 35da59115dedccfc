// Outline, steps and history follow what was saved: asked for once it is quiet, never as a part of saving.
const QUIET = 400;
const ELSEWHERE = 1_200; // a hundred pages that hear of one change do not all ask at once
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

for (const name of ["specroom:saved", "specroom:talked", "specroom:elsewhere"]) {
  document.addEventListener(name, () => {
    clearTimeout(timer);
    timer = setTimeout(ask, name === "specroom:elsewhere" ? ELSEWHERE * (0.5 + Math.random()) : QUIET);
  });
}
