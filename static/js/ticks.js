// Space ticks the task that has the focus, as it would its box.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
  if (!event.target.matches?.("[data-row=task], [data-row=check]")) return;
  const box = event.target.querySelector(":scope > .ckcell button");
  if (!box) return;
  event.preventDefault();
  box.click();
});
