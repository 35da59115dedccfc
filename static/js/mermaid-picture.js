// A picture made of what the frame sent. The frame may be hostile, so nothing it sends becomes part of the page: its SVG
// is shown as an image, in which nothing runs and which can fetch nothing, its words as the image's text.
const LARGEST = 3_000_000;
const SIDE = 8_000;
const WORDS = 300;

export function picture({ svg, width, height, words }, word) {
  const sized = Number(width) > 0 && Number(height) > 0;
  if (typeof svg !== "string" || svg.length > LARGEST || !svg.startsWith("<svg") || !sized) return null;
  const said = String(words ?? "").trim();
  return {
    svg,
    width: Math.ceil(Math.min(Number(width), SIDE)),
    height: Math.ceil(Math.min(Number(height), SIDE)),
    alt: said ? `${word}: ${said.length > WORDS ? `${said.slice(0, WORDS - 1)}…` : said}` : word,
  };
}

// The image element of a picture; its address is given back as soon as it is decoded, so that nothing can open it.
export function imageOf(drawn) {
  const image = new Image(drawn.width, drawn.height);
  image.alt = drawn.alt;
  const url = URL.createObjectURL(new Blob([drawn.svg], { type: "image/svg+xml" }));
  const release = () => URL.revokeObjectURL(url);
  image.addEventListener("load", release, { once: true });
  image.addEventListener("error", release, { once: true });
  image.src = url;
  return image;
}
