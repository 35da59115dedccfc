// Single letters as keys (j k n p / ?) can be switched off in the settings: whoever acts on one asks here first.
export const letters = () => document.body.dataset.letters !== "off";

// Where a letter is a letter.
export const inField = (element) =>
  Boolean(element?.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]:not([contenteditable=false])"));
