// The main job, as people do it: file, receive, treat, answer — at phone width, without scripts and then with them.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './server.mjs';
import { axe, citizen, fill, go, launch, noSidewaysScroll, problems } from './browser.mjs';
import { changement, pdf, recensement } from './demarches.mjs';

let server;
let browser;
let folder;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'guichet-files-'));
  server = await startServer();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Walks the pages of a démarche up to its recap. */
async function walk(page, demarche, steps, scripts) {
  await page.goto(`/demarches/${demarche}`);
  await axe(page, `${demarche}, start`);
  await page.locator('main form button').first().click();
  await page.waitForURL(/\/d\//);
  for (const [id, ...waves] of steps) {
    assert.match(page.url(), new RegExp(`/${id}$`), `expected the page ${id}`);
    await axe(page, `${demarche}, ${id}, empty`);
    await noSidewaysScroll(page, `${demarche}, ${id}`);
    await go(page);
    assert.match(page.url(), new RegExp(`/${id}$`), `an empty ${id} must not pass`);
    assert.ok((await problems(page)).length > 0, `an empty ${id} says what is missing`);
    assert.match(await page.title(), /^Erreur/, 'the title says that something is wrong');
    await axe(page, `${demarche}, ${id}, with errors`);
    for (const wave of waves) {
      for (const [path, value] of Object.entries(wave)) {
        if (scripts) await page.locator(`[name="${path}"], [name="${path}.day"]`).first().waitFor();
        await fill(page, { [path]: value });
      }
      await go(page);
    }
    assert.ok(!page.url().endsWith(`/${id}`), `${id} does not pass: ${await problems(page)}`);
    if (page.url().endsWith('/destinataire')) await page.locator('main form button, main a.button, main a.first').first().click();
  }
  await page.waitForURL(/recapitulatif$/);
  await axe(page, `${demarche}, recap`);
  await noSidewaysScroll(page, `${demarche}, recap`);
}

async function confirm(page) {
  const box = page.locator('form[action$="/confirmer"] input[type="checkbox"]');
  for (let index = 0; index < (await box.count()); index += 1) await box.nth(index).check();
  await page.locator('form[action$="/confirmer"] button').first().click();
  await page.waitForURL(/confirmation$/);
  await axe(page, 'confirmation');
  const text = await page.locator('main').innerText();
  const reference = /[A-Z]{3}(-[0-9A-Z]{4}){3}-[0-9A-Z*~$=]/.exec(text.replace(/\s+/g, '-').replace(/--+/g, '-'))?.[0] ?? /[A-Z]{3}[-\s0-9A-Z]{12,24}/.exec(text)?.[0];
  assert.ok(reference, `no reference in: ${text}`);
  return reference.trim();
}

for (const scripts of [false, true]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`recensement citoyen, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), scripts);
    const recap = await page.locator('main').innerText();
    for (const said of ['Müller-Le Goff d’Œuvre', 'Zoé Éloïse Noëlla', 'Vila Nova de Gaia', '1975', '06 39 98 12 34', 'piece.pdf', '12 bis rue des Lilas']) {
      assert.ok(recap.includes(said), `the recap says ${said}`);
    }
    await confirm(page);
    const followed = await page.locator('a[href*="/suivi/"]').first().getAttribute('href');
    await page.goto(followed);
    await axe(page, 'follow-up');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`changement de coordonnées, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await walk(page, 'changement-coordonnees', changement(), scripts);
    await confirm(page);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
