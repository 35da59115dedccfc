// Choices beside each other: arrows choose as in any group of radios, a first letter or a digit too, Backspace clears.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const field = event.target;
  const group = field.closest?.("[data-choices]");
  if (group) inGroup(event, [...group.querySelectorAll("input")]);
  else if (field.matches?.("form[data-row-form] select") && /^[1-9]$/.test(event.key)) inList(event, field);
});

function inGroup(event, radios) {
  const next = wanted(event.key, radios);
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (!next.checked) next.click();
}

function wanted(key, radios) {
  if (key === "Backspace" || key === "Delete" || key === "0") return radios.find((radio) => !radio.value);
  const filled = radios.filter((radio) => radio.value);
  if (/^[1-9]$/.test(key)) return filled[Number(key) - 1];
  if ([...key].length !== 1 || key === " ") return null;
  const at = radios.findIndex((radio) => radio.checked);
  const ahead = [...radios.slice(at + 1), ...radios.slice(0, at + 1)];
  return ahead.find((radio) => radio.parentElement.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
}

function inList(event, field) {
  const option = [...field.options].filter((choice) => choice.value)[Number(event.key) - 1];
  if (!option) return;
  event.preventDefault();
  field.value = option.value;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
