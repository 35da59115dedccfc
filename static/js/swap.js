// Whether a part of the page is being replaced: what loses the focus by that was not left.
export const swap = { under: false };
