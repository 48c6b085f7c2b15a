// Builds `dist/`: styles and script bundled, minified, named by the hash of their content and compressed beforehand,
// and `manifest.json`, which leads from the name a template writes (`site.css`) to the hashed one.
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = new URL("./", import.meta.url);
const dist = new URL("dist/", root);

const bundled = await build({
  absWorkingDir: root.pathname,
  entryPoints: {
    site: "styles/site.css",
    live: "src/live.ts",
    // For a page with something under way.
    poll: "src/poll.ts",
    // For authors alone: no page of a citizen asks for them.
    workshop: "styles/workshop.css",
    "workshop-watch": "src/workshop.ts",
  },
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2020", "chrome91", "firefox78", "safari15"],
  outdir: "dist",
  write: false,
  legalComments: "none",
});
const files = bundled.outputFiles.map((file) => [file.path.split("/").pop(), Buffer.from(file.contents)]);
files.push(["icon.svg", await readFile(new URL("icon.svg", root))]);

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
const manifest = {};
for (const [name, bytes] of files) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const extension = extname(name);
  const hashed = `${name.slice(0, -extension.length)}-${hash}${extension}`;
  manifest[name] = hashed;
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  await writeFile(new URL(hashed, dist), bytes);
  await writeFile(new URL(`${hashed}.br`, dist), brotli);
  await writeFile(new URL(`${hashed}.gz`, dist), gzipSync(bytes, { level: 9 }));
  process.stdout.write(`${hashed}: ${bytes.length} bytes, ${brotli.length} compressed\n`);
}
await writeFile(new URL("manifest.json", dist), JSON.stringify(manifest));
