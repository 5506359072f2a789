// Builds everything that a browser or the PDF renderer needs, into build/.
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { theme } from "./theme.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const source = join(root, "frontend");
const modules = join(root, "node_modules");
const out = join(root, "build/static/ui");
const target = ["chrome109", "firefox115", "safari16"];

/** Scripts: one small for every page; the viewer and the editor only where they are used. */
async function scripts() {
  const entries = { app: "src/app.ts", viewer: "src/viewer/index.ts", editor: "src/editor/index.ts" };
  const entryPoints = Object.fromEntries(
    Object.entries(entries)
      .map(([name, path]) => [name, join(source, path)])
      .filter(([, path]) => existsSync(path)),
  );
  await build({
    entryPoints, outdir: out, bundle: true, minify: true, format: "esm", target,
    legalComments: "none", logLevel: "warning", loader: { ".css": "css" },
  });
}

/** Styles: the design system's parts that we use, our theme over it, our own parts. */
async function styles() {
  await writeFile(join(source, "styles/theme.css"), await theme(modules));
  await build({
    entryPoints: { app: join(source, "styles/index.css") },
    outdir: out, bundle: true, minify: true, target,
    external: ["./fonts/*"], logLevel: "warning",
  });
}

/** Be Vietnam Pro for the screen, cut to Vietnamese (by scripts/fonts.py, before this), whole for
 * what else is met; Tinos (Times metrics, all of Vietnamese) for documents. */
async function fonts() {
  await cp(join(root, "build/letters"), join(out, "fonts"), { recursive: true });
  for (const weight of [400, 500, 600]) {
    const name = `be-vietnam-pro-latin-${weight}-normal.woff2`;
    const kept = join(out, "fonts", `be-vietnam-pro-latin-whole-${weight}.woff2`);
    await cp(join(modules, "@fontsource/be-vietnam-pro/files", name), kept);
  }
  const documents = join(root, "build/fonts");
  await mkdir(documents, { recursive: true });
  for (const style of ["400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic"]) {
    const name = `Tinos_${style}.ttf`;
    await cp(join(modules, "@expo-google-fonts/tinos", style, name), join(documents, name));
  }
}

/** What pdf.js loads at run time, all from our own origin; no WebAssembly, the policy forbids it. */
async function viewer() {
  const pdfjs = join(modules, "pdfjs-dist");
  const worker = await readFile(join(pdfjs, "build/pdf.worker.min.mjs"), "utf8");
  await mkdir(join(out, "pdf"), { recursive: true });
  await writeFile(join(out, "pdf/worker.js"), worker);
  await cp(join(pdfjs, "standard_fonts"), join(out, "pdf/fonts"), { recursive: true });
  await cp(join(pdfjs, "cmaps"), join(out, "pdf/cmaps"), { recursive: true });
  await cp(
    join(pdfjs, "wasm/openjpeg_nowasm_fallback.js"),
    join(out, "pdf/wasm/openjpeg_nowasm_fallback.js"),
  );
}

async function pictures() {
  for (const name of ["icons.svg", "favicon.svg"]) {
    await cp(join(source, name), join(out, name));
  }
  await cp(join(root, "docs/pictures"), join(out, "guides"), { recursive: true });
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await Promise.all([scripts(), styles(), fonts(), viewer(), pictures()]);
