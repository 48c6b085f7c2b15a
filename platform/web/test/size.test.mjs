// What a first visit to a form page fetches besides the page: small enough for an old phone on a slow line.
import assert from "node:assert/strict";
import { readFile, stat } from "node:fs/promises";
import { test } from "node:test";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL("manifest.json", dist), "utf8"));

test("styles, script and icon are 12 kB compressed at most", async () => {
  let total = 0;
  for (const hashed of Object.values(manifest)) {
    total += (await stat(new URL(`${hashed}.br`, dist))).size;
  }
  assert.ok(total <= 12_000, `${total} bytes`);
});

test("the script is below 8 kB before compression", async () => {
  const { size } = await stat(new URL(manifest["live.js"], dist));
  assert.ok(size < 8_192, `${size} bytes`);
});
