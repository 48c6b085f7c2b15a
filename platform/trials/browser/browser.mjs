// Drives Chromium: a context a citizen, axe on every page, inputs filled by their names.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const axeSource = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');

function executable() {
  const known = [process.env.GUICHET_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const found = known.find((path) => path && existsSync(path));
  assert.ok(found, 'Chromium was not found: set GUICHET_CHROMIUM, or run `make tools`');
  return found;
}

/** A browser that stays on this machine. */
export async function launch() {
  return chromium.launch({
    executablePath: executable(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/**
 * A phone or a desk, with or without scripts. `faults` fills with what no page may do: a script that fails, something that the
 * page's policy stops, an answer of the 500 kind. A page that is refused (422 and its like) is a page like another.
 */
export async function citizen(browser, origin, { scripts = true, width = 360, language = 'fr-FR' } = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    javaScriptEnabled: scripts,
    viewport: { width, height: 800 },
    locale: language,
    acceptDownloads: true,
  });
  context.setDefaultTimeout(60_000);
  const faults = [];
  context.on('page', (page) => {
    page.scripted = scripts;
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 4\d\d|net::ERR_FAILED/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`${page.url()}: ${error}`));
    page.on('response', (answer) => answer.status() >= 500 && faults.push(`${answer.status()} ${answer.url()}`));
  });
  return { context, page: await context.newPage(), faults };
}

const twins = new WeakMap();

/** A page without scripts is read in a scripted twin, elsewhere, that shows the same HTML under the same styles. */
async function scripted(page) {
  if (page.scripted) return page;
  const browser = page.context().browser();
  if (!twins.has(browser)) twins.set(browser, (async () => (await browser.newContext({ viewport: page.viewportSize() })).newPage())());
  const twin = await twins.get(browser);
  const origin = new URL(page.url()).origin;
  if (!twin.url().startsWith(origin)) await twin.goto(`${origin}/accessibilite`);
  await twin.setContent(await page.content(), { waitUntil: 'load' });
  return twin;
}

/** What axe finds on the page: nothing. The debugger runs it, so that the page's policy does not stand in its way. */
async function axe(page, where) {
  const read = await scripted(page);
  await read.evaluate(axeSource);
  const found = await read.evaluate(async () => {
    const results = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return results.violations.map((violation) => `${violation.id}: ${violation.help} — ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  });
  assert.deepEqual(found, [], `axe on ${where}`);
}

/** No page is wider than the smallest phone. */
async function narrow(page, where) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  await page.setViewportSize(before);
  assert.ok(content <= view, `${where} scrolls sideways: ${content} > ${view}`);
}

/** No page is wider than a phone of 360 pixels with text twice as large. */
export async function large(page, where) {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 640 });
  const [content, view] = await page.evaluate(() => {
    const root = document.documentElement;
    root.style.fontSize = '200%';
    const measured = [root.scrollWidth, root.clientWidth];
    root.style.fontSize = '';
    return measured;
  });
  await page.setViewportSize(before);
  assert.ok(content <= view, `${where} scrolls sideways with large text: ${content} > ${view}`);
}

/** What every page owes everybody, whatever is on it. */
export async function look(page, where) {
  const [titles, title, language, raw] = await page.evaluate(() => [
    [...document.querySelectorAll('h1')].map((one) => one.textContent.replace(/\s+/g, ' ').trim()),
    document.title,
    document.documentElement.lang,
    document.body.innerText.match(/\{\{|\{ ?\$|\bundefined\b|\[object|⁨/)?.[0],
  ]);
  assert.equal(titles.length, 1, `${where} has one title: ${titles}`);
  assert.match(title, /\S.* – guichet$/, `${where} is titled after the site`);
  assert.match(language, /^(fr|en)$/, where);
  assert.equal(raw, undefined, `${where} shows something unfinished`);
  await narrow(page, where);
  await axe(page, where);
}

/**
 * Fills the inputs of a page by name. `answers` maps answer paths to values: text, true/false, ISO dates (three boxes are found),
 * arrays of ticked constants, `{ file }` for uploads, `{ day, month, year }` for boxes as they are typed. With scripts, waits for
 * questions that earlier answers open, and for files to arrive.
 */
export async function fill(page, answers) {
  for (const [path, value] of Object.entries(answers)) {
    const named = (name) => `[name="${name}"]:not([type="hidden"])`;
    if (page.scripted) await page.locator(`${named(path)}, [name="${path}.day"]`).first().waitFor();
    if (value?.file) {
      await page.locator(named(path)).setInputFiles(value.file);
      if (page.scripted) await uploaded(page);
    } else if (await page.locator(`[name="${path}.day"]`).count()) {
      const [year, month = '', day = ''] = typeof value === 'string' ? value.split('-') : [value.year, value.month, value.day];
      await page.locator(`[name="${path}.day"]`).fill(day);
      await page.locator(`[name="${path}.month"]`).fill(month);
      await page.locator(`[name="${path}.year"]`).fill(year);
    } else if (Array.isArray(value)) {
      for (const constant of value) await page.locator(`${named(path)}[value="${constant}"]`).check();
    } else {
      const input = page.locator(named(path)).first();
      assert.ok((await input.count()) > 0, `no input is called ${path} on ${page.url()}`);
      const kind = await input.evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
      if (kind === 'radio') await page.locator(`${named(path)}[value="${value}"]`).check();
      else if (kind === 'checkbox') await input.setChecked(Boolean(value));
      else if (kind === 'select') await input.selectOption(String(value));
      else {
        const before = await input.inputValue();
        await input.fill(String(value));
        // One goes on to the next box: proposals that would lie over what comes below close, and what the answer changes comes.
        if (page.scripted && before !== String(value) && (await input.getAttribute('role')) === 'combobox') {
          const told = page.waitForEvent('requestfinished', (request) => request.resourceType() === 'fetch' && request.method() === 'POST');
          await input.press('Tab');
          await told;
        }
      }
    }
  }
}

/** Nothing is on its way any more. */
export async function uploaded(page) {
  await page.waitForFunction(() => !document.querySelector('.upload'));
}

/** Does what leads to another page, or to the same one again, and waits for it. */
export async function leave(page, act) {
  const [answer] = await Promise.all([page.waitForNavigation(), act()]);
  return answer;
}

export async function press(page, selector) {
  return leave(page, () => page.locator(selector).first().click());
}

/** « Continuer ». */
export async function go(page) {
  return press(page, '.acts button[name="_action"][value="continue"]');
}

/** What the summary of errors says. */
export async function problems(page) {
  return (await page.locator('.summary a').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
}

/** What is in the boxes of this name, as it was typed. */
export async function typed(page, path) {
  return page.locator(`[name="${path}"]:not([type="hidden"])`).first().inputValue();
}

export async function text(page, selector = 'main') {
  return (await page.locator(selector).first().innerText()).replace(/[\u00a0\u2009\u202f]/g, ' ');
}

/** Presses Tab until the focus is where it should be; a page whose keyboard path does not lead there fails. */
export async function tabTo(page, selector, key = 'Tab') {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  assert.fail(`the keyboard does not reach ${selector} on ${page.url()}`);
}

/** The focus comes to `selector`: a page asks for it as it loads and has it with the next frame, which may be later than `load`. */
export async function focused(page, selector, what) {
  const wanted = page.locator(`:is(${selector}):focus`);
  await wanted.waitFor({ state: 'attached', timeout: 10_000 }).catch(() => assert.fail(`${what}: no focus on ${selector} of ${page.url()}`));
}
