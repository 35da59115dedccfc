// A button that says data-copy="ID" copies that field's text and says so for two seconds.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  const said = button.querySelector("[aria-live]") ?? button;
  const before = said.textContent;
  try {
    await navigator.clipboard.writeText(field.defaultValue ?? field.textContent);
    said.textContent = "Copied";
  } catch {
    field.focus();
    field.select?.();
    said.textContent = "Selected: press Ctrl+C";
  }
  setTimeout(() => {
    said.textContent = before;
  }, 2000);
});
