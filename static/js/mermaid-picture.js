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

// The image element of a picture. All images of one picture share an address; who opens it by itself gets a page under
// our own policy, in which no script of the picture's runs.
export function imageOf(drawn) {
  drawn.url ??= URL.createObjectURL(new Blob([drawn.svg], { type: "image/svg+xml" }));
  const image = new Image(drawn.width, drawn.height);
  image.alt = drawn.alt;
  image.src = drawn.url;
  return image;
}

export function forget(drawn) {
  if (drawn?.url) URL.revokeObjectURL(drawn.url);
}
