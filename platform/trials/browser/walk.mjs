// Walks a démarche from its start to its reference, as a list of answers tells.
import assert from 'node:assert/strict';
import { fill, focused, go, leave, look, press, problems, typed } from './browser.mjs';

const nothing = async () => {};

/** Opens a draft: its address, without the page. What is known of whoever is logged in is agreed to, all of it, unless `known` decides. */
export async function start(page, demarche, known = (page) => press(page, 'button[value="tout"]')) {
  await page.goto(`/demarches/${demarche}`);
  await press(page, 'main .acts form button.first');
  if (page.url().endsWith('/donnees-connues')) await known(page);
  return page.url().replace(/\/[^/]+$/, '');
}

/** Answers one page and goes on; every wave answers the questions that the one before has opened. */
export async function answer(page, id, ...waves) {
  assert.ok(new URL(page.url()).pathname.endsWith(`/${id}`), `expected the page ${id}, not ${page.url()}`);
  for (const wave of waves) {
    await fill(page, wave);
    // Without scripts, the next questions come with the page that is shown again.
    if (!page.scripted || wave === waves.at(-1)) await go(page);
  }
  assert.ok(!new URL(page.url()).pathname.endsWith(`/${id}`), `${id} does not pass: ${await problems(page)}`);
}

/** Answers page after page, up to the recap, or up to the page before `until`. */
export async function walk(page, demarche, steps, { until, each = nothing } = {}) {
  const draft = await start(page, demarche);
  for (const [id, ...waves] of steps) {
    if (id === until) return draft;
    await each(id);
    await answer(page, id, ...waves);
    if (page.url().includes('/destinataire?')) await press(page, 'main a.first');
  }
  assert.match(page.url(), /recapitulatif$/);
  return draft;
}

/** Signs the recap that is shown; the reference and the way to the dossier. */
export async function confirm(page) {
  await page.locator('[name="attest"][type="checkbox"]').check();
  await press(page, 'form.confirm button[value="confirm"]');
  return filed(page);
}

/** Reads the page of confirmation. */
export async function filed(page) {
  assert.match(page.url(), /\/confirmation/, `not filed: ${await page.locator('main').innerText()}`);
  const reference = (await page.locator('.reference').innerText()).trim();
  assert.match(reference, /^[A-Z]{3}-([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z*~$=U]$/);
  return { reference, follow: await page.locator('a.button[href*="/suivi/"]').getAttribute('href') };
}

/** Every state of the page that is shown: as it comes, refused empty with its summary, and at last, with `again`, as it was filled. */
export async function everyState(page, where, id, waves, { again = true } = {}) {
  await look(page, `${where}, ${id}, empty`);
  await go(page);
  const here = page.url().replace(/\?revoir$/, '');
  assert.ok(here.endsWith(`/${id}`), `an empty ${id} must not pass: ${page.url()}`);
  const said = await problems(page);
  assert.ok(said.length > 0, `an empty ${id} says what is missing`);
  assert.ok(said.every((sentence) => sentence.length > 10), `each of these is a sentence: ${said}`);
  assert.match(await page.title(), /^Erreur\s:\s/, 'the title begins with what is wrong');
  await focused(page, '.summary', 'the summary takes the focus');
  const dangling = await page.locator('.summary a').evaluateAll((links) => links.map((link) => link.hash.slice(1)).filter((hash) => !document.getElementById(decodeURIComponent(hash))));
  assert.deepEqual(dangling, [], 'every line of the summary leads to its question');
  await look(page, `${where}, ${id}, with errors`);
  await answer(page, id, ...waves);
  if (!again) return;
  const next = page.url();
  await page.goto(here);
  for (const [path, value] of Object.entries(Object.assign({}, ...waves))) {
    if (typeof value === 'string' && !/commune|pays/.test(path) && !/^\d{4}(-\d\d)*$/.test(value) && (await page.locator(`[name="${path}"][type="text"]`).count())) {
      // Numbers come back in their usual groups.
      const plain = (text) => text.normalize().replace(/\s/g, '');
      assert.equal(plain(await typed(page, path)), plain(value), `${path} is there when one comes back`);
    }
  }
  await look(page, `${where}, ${id}, filled`);
  await page.goto(next);
}

/** The whole way, looking at everything. */
export async function thoroughly(page, demarche, steps, how) {
  await page.goto(`/demarches/${demarche}`);
  await look(page, `${demarche}, start`);
  await start(page, demarche);
  for (const [id, ...waves] of steps) {
    await everyState(page, demarche, id, waves, how);
    if (page.url().includes('/destinataire?')) await press(page, 'main a.first');
  }
  assert.match(page.url(), /recapitulatif$/);
  await look(page, `${demarche}, recap`);
  await press(page, 'form.confirm button[value="confirm"]');
  assert.deepEqual(await problems(page), ['Cochez la case pour confirmer.']);
  await look(page, `${demarche}, recap with its error`);
}
