// The page's colours as Mermaid asks for them: resolved, since the frame has none of our style sheets.
const TOKENS = {
  background: "--paper",
  primaryColor: "--shade-2",
  primaryTextColor: "--ink",
  primaryBorderColor: "--edge",
  secondaryColor: "--accent-tint",
  secondaryTextColor: "--ink",
  secondaryBorderColor: "--edge",
  tertiaryColor: "--shade",
  tertiaryTextColor: "--ink",
  tertiaryBorderColor: "--edge",
  lineColor: "--ink-2",
  textColor: "--ink",
  titleColor: "--ink",
  noteBkgColor: "--quote-tint",
  noteTextColor: "--ink",
  noteBorderColor: "--edge",
  errorBkgColor: "--danger-tint",
  errorTextColor: "--danger",
  edgeLabelBackground: "--paper",
  actorBkg: "--shade-2",
  actorBorder: "--edge",
  actorTextColor: "--ink",
  signalColor: "--ink-2",
  signalTextColor: "--ink",
  labelBoxBkgColor: "--shade",
  labelTextColor: "--ink",
  loopTextColor: "--ink",
  activationBkgColor: "--accent-tint",
  activationBorderColor: "--edge",
};

const dark = matchMedia("(prefers-color-scheme: dark)");
const forced = matchMedia("(forced-colors: active)");
let found = null;

function themeName() {
  return document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
}

export function look() {
  found ??= { name: themeName(), dark: themeName() === "dark", colours: colours() };
  return found;
}

function colours() {
  const probe = document.createElement("span");
  probe.hidden = true;
  document.body.append(probe);
  const out = {};
  for (const [name, token] of Object.entries(TOKENS)) {
    probe.style.color = `var(${token})`;
    out[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return out;
}

// `tell()` is called when the page changes from light to dark or back.
export function onLook(tell) {
  const changed = () => {
    found = null;
    tell();
  };
  dark.addEventListener("change", changed);
  forced.addEventListener("change", changed);
  new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
}
