// Builds the editor and copies Mermaid, each with the licences of all that went in. Run by `npm ci && npm run build`.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const vendor = new URL("../../static/vendor/", import.meta.url).pathname;
const here = new URL("./", import.meta.url).pathname;
const LICENCE = /^licen[cs]e(\.\w+)?$/i;

const about = (folder) => JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
const version = (folder) => about(folder).version;

async function editor() {
  const target = `${vendor}codemirror`;
  rmSync(target, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { editor: "src/editor.js" },
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    outdir: target,
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    metafile: true,
  });
  const texts = await sharedTexts(target);
  writeFileSync(`${target}/LICENSE`, licencesOf(new Set([...bundled(metafile), ...bundled(texts)])));
  for (const [file, { bytes }] of Object.entries({ ...metafile.outputs, ...texts.outputs })) console.log(file.split("/").at(-1), bytes);
}

// What the texts that several people write are made of: CodeMirror's state and history without its view.
async function sharedTexts(target) {
  const { metafile } = await build({
    absWorkingDir: here,
    entryPoints: { text: "src/text.js" },
    bundle: true,
    format: "esm",
    target: "es2022",
    minify: true,
    legalComments: "none",
    outdir: target,
    plugins: [withoutView],
    metafile: true,
  });
  return metafile;
}

const withoutView = {
  name: "without a view",
  setup(building) {
    building.onResolve({ filter: /^@codemirror\/(view|language)$|^@lezer\/common$/ }, () => ({ path: `${here}src/no-view.cjs` }));
  },
};

// The licences of packages, one after the other.
function licencesOf(names) {
  return [...names]
    .sort()
    .map((name) => [name, `${here}node_modules/${name}`])
    .map(([name, folder]) => `${name} ${version(folder)}\n\n${terms(folder)}\n`)
    .join(`\n${"-".repeat(72)}\n\n`);
}

function terms(folder) {
  const file = readdirSync(folder).find((name) => LICENCE.test(name));
  return file ? readFileSync(`${folder}/${file}`, "utf8").trim() : `Licence: ${about(folder).license}`;
}

// Every package whose code is in the bundle.
function bundled(metafile) {
  const found = Object.keys(metafile.inputs).map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]);
  return new Set(found.filter(Boolean));
}

// A package and all that it stands on.
function standsOn(name, found = new Set()) {
  const folder = `${here}node_modules/${name}`;
  if (found.has(name) || name.startsWith("@types/") || !existsSync(folder)) return found;
  found.add(name);
  for (const below of Object.keys(about(folder).dependencies ?? {})) standsOn(below, found);
  return found;
}

function mermaid() {
  const source = `${here}node_modules/mermaid`;
  const target = `${vendor}mermaid`;
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  copyFileSync(`${source}/dist/mermaid.min.js`, `${target}/mermaid.min.js`);
  writeFileSync(`${target}/LICENSE`, licencesOf(standsOn("mermaid")));
  console.log("mermaid", version(source));
}

await editor();
mermaid();
