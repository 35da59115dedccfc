// A file dropped anywhere on the page goes into the form that says data-drop-form, and the form is sent.
const form = document.querySelector("[data-drop-form]");
const zone = document.querySelector("[data-drop-zone]");
const carriesFile = (event) => event.dataTransfer?.types.includes("Files");

function mark(on) {
  zone?.classList.toggle("over", on);
}

if (form) {
  document.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    mark(true);
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) mark(false);
  });
  document.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    mark(false);
    form.querySelector("input[type=file]").files = event.dataTransfer.files;
    form.requestSubmit();
  });
}
