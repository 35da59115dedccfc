// This tab among those of the browser: each sends what was written in it, and what was left by one that is gone.
// Web Locks are there on secure pages only; without them each tab sends its own.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export const tab = newKey();
export const lock = (name, act) => (navigator.locks ? navigator.locks.request(`specroom ${name}`, act) : act());
if (navigator.locks) lock(`tab ${tab}`, () => new Promise(() => {}));

export async function isOpen(other) {
  if (other === tab) return true;
  const { held } = navigator.locks ? await navigator.locks.query() : { held: [] };
  return held.some(({ name }) => name === `specroom tab ${other}`);
}

export async function openOthers(entries) {
  const tabs = [...new Set(entries.map((entry) => entry.tab))].filter((other) => other !== tab);
  const open = await Promise.all(tabs.map(isOpen));
  return new Set(tabs.filter((_, i) => open[i]));
}
