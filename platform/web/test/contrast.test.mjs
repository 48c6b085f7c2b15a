// Every pair of tokens that meets on a page, in light and in dark: text at least 7:1, all else at least 4.5:1.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const source = await readFile(new URL("../styles/tokens.css", import.meta.url), "utf8");
const [light, dark] = source.split("@media (prefers-color-scheme: dark)");

function tokens(css) {
  return Object.fromEntries([...css.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

function luminance(colour) {
  const [r, g, b] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const text = [
  ["ink", "paper"],
  ["ink", "paper-quiet"],
  ["ink", "accent-quiet"],
  ["ink", "warning-quiet"],
  ["ink", "done-quiet"],
  ["ink-soft", "paper"],
  ["ink-soft", "paper-quiet"],
  ["ink-soft", "done-quiet"],
  ["accent", "paper"],
  ["accent", "paper-quiet"],
  ["accent", "accent-quiet"],
  ["accent-strong", "paper"],
  ["accent-strong", "accent-quiet"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["error", "paper"],
  ["error", "error-quiet"],
  ["warning", "paper"],
  ["warning", "paper-quiet"],
  ["warning", "warning-quiet"],
  ["done", "paper"],
  ["done", "done-quiet"],
];
const marks = [
  ["edge", "paper"],
  ["edge", "paper-quiet"],
  ["focus-ink", "focus-light"],
];

for (const [name, css] of [["light", light], ["dark", dark]]) {
  const of = { ...tokens(light), ...tokens(css) };
  for (const [pairs, least] of [[text, 7], [marks, 4.5]]) {
    for (const [front, ground] of pairs) {
      test(`${name}: ${front} on ${ground} is at least ${least}:1`, () => {
        const ratio = contrast(of[front], of[ground]);
        assert.ok(ratio >= least, `${of[front]} on ${of[ground]} is ${ratio.toFixed(2)}:1`);
      });
    }
  }
  test(`${name}: one of the two tones of the focus ring is seen on every ground`, () => {
    for (const ground of ["paper", "paper-quiet", "accent", "accent-quiet", "done-quiet", "warning-quiet"]) {
      const best = Math.max(contrast(of["focus-ink"], of[ground]), contrast(of["focus-light"], of[ground]));
      assert.ok(best >= 4.5, `${ground}: ${best.toFixed(2)}:1`);
    }
  });
}

test("no style uses a colour that is no token", async () => {
  for (const name of ["base", "form", "pages", "portal"]) {
    const css = await readFile(new URL(`../styles/${name}.css`, import.meta.url), "utf8");
    assert.deepEqual(css.match(/#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(/gi), null, `${name}.css`);
  }
});
