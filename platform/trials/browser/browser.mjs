// Drives Chromium: a context a citizen, axe on every page, inputs filled by their names.
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
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

/** A phone or a desk, with or without scripts. */
export async function citizen(browser, origin, { scripts = true, width = 360, language = 'fr-FR' } = {}) {
  const context = await browser.newContext({
    baseURL: origin,
    javaScriptEnabled: scripts,
    viewport: { width, height: 800 },
    locale: language,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  if (!scripts) page.twin = await (await browser.newContext({ baseURL: origin, viewport: { width, height: 800 } })).newPage();
  page.setDefaultTimeout(10_000);
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('response', (answer) => answer.status() >= 500 && faults.push(`${answer.status()} ${answer.url()}`));
  return { context, page, faults };
}

/**
 * What axe finds on the page. The debugger runs it, so that the page's policy does not stand in its way. A page without scripts is
 * read in a scripted twin that shows the same HTML.
 */
export async function axe(page, where) {
  const twin = page.twin ?? page;
  if (twin !== page) {
    await twin.goto(new URL('/accessibilite', page.url()).href);
    await twin.setContent(await page.content(), { waitUntil: 'load' });
  }
  await twin.evaluate(axeSource);
  const found = await twin.evaluate(async () => {
    const results = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return results.violations.map((violation) => `${violation.id}: ${violation.help} — ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  });
  assert.deepEqual(found, [], `axe on ${where}`);
}

/** No page is wider than the phone that shows it. */
export async function noSidewaysScroll(page, where) {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= view + 1, `${where} scrolls sideways: ${content} > ${view}`);
}

/**
 * Fills the inputs of a page by name. `answers` maps answer paths to values: text, true/false, ISO dates (three boxes are found),
 * arrays of ticked constants, `{ file }` for uploads.
 */
export async function fill(page, answers) {
  for (const [path, value] of Object.entries(answers)) {
    if (value !== null && typeof value === 'object' && 'file' in value) {
      await page.locator(`input[type="file"][name="${path}"]`).setInputFiles(value.file);
      continue;
    }
    const day = page.locator(`[name="${path}.day"]`);
    if (typeof value === 'string' && /^\d{4}(-\d\d){0,2}$/.test(value) && (await day.count())) {
      const [year, month = '', date = ''] = value.split('-');
      await day.fill(date);
      await page.locator(`[name="${path}.month"]`).fill(month);
      await page.locator(`[name="${path}.year"]`).fill(year);
      continue;
    }
    if (Array.isArray(value)) {
      for (const constant of value) await page.locator(`input[type="checkbox"][name="${path}"][value="${constant}"]`).check();
      continue;
    }
    const inputs = page.locator(`[name="${path}"]:not([type="hidden"])`);
    assert.ok((await inputs.count()) > 0, `no input is called ${path} on ${page.url()}`);
    const kind = await inputs.first().evaluate((element) => (element.tagName === 'SELECT' ? 'select' : element.type));
    if (kind === 'radio') await page.locator(`input[type="radio"][name="${path}"][value="${value}"]`).check();
    else if (kind === 'checkbox') await inputs.first().setChecked(Boolean(value));
    else if (kind === 'select') await inputs.first().selectOption(String(value));
    else await inputs.first().fill(String(value));
  }
}

/** « Continuer ». */
export async function go(page) {
  await Promise.all([page.waitForNavigation(), page.locator('.acts button[name="_action"][value="continue"]').click()]);
}

/** What the summary of errors says. */
export async function problems(page) {
  return page.locator('[role="alert"] a, .error-summary a').allTextContents();
}
