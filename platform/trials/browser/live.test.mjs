// What the small script adds: questions that come without a reload, proposals while one types, progress of uploads; and that
// nothing is lost when it, or the line, fails.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { citizen, fill, focused, go, look, problems, typed, uploaded } from './browser.mjs';
import { changement, pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, start, walk } from './walk.mjs';

stage();

/** Holds back what the script asks of `pattern` until `release` is called; `asked` resolves once something is held. */
async function hold(page, pattern) {
  let release;
  let seen;
  const free = new Promise((done) => (release = done));
  const asked = new Promise((done) => (seen = done));
  await page.route(pattern, async (route) => {
    if (!['fetch', 'xhr'].includes(route.request().resourceType())) return route.continue();
    seen();
    await free;
    return route.continue();
  });
  return { asked, release };
}

/** The line is down for whatever the script asks; pages themselves still come. */
async function cut(page, pattern = '**') {
  let count = 0;
  await page.route(pattern, (route) => {
    if (!['fetch', 'xhr'].includes(route.request().resourceType())) return route.continue();
    count += 1;
    return route.abort();
  });
  return () => count;
}

test('a question opens without a reload; focus, caret and what is being typed stay', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'coordonnees' });
  await page.evaluate(() => (globalThis.same = true));
  const line = await hold(page, '**/coordonnees');
  await page.locator('[name="residence_differente"][value="true"]').check();
  await line.asked;
  // Meanwhile one goes on typing elsewhere.
  await page.locator('[name="contact.email"]').focus();
  await page.keyboard.type('zo@exemple.fr');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  line.release();
  await page.locator('[name="seconde_adresse.lieu"]').first().waitFor();
  await page.keyboard.type('e');
  assert.equal(await typed(page, 'contact.email'), 'zoe@exemple.fr', 'the caret is where it was');
  await focused(page, '[name="contact.email"]', 'the focus stays where one types');
  assert.equal(await page.evaluate(() => globalThis.same), true, 'it is the same page');
  assert.equal((await problems(page)).length, 0, 'what nobody has answered yet is not blamed');
  await look(page, 'a question that came by itself');
  await page.locator('[name="residence_differente"][value="false"]').check();
  await page.locator('[name="seconde_adresse.lieu"]').first().waitFor({ state: 'detached' });
  assert.equal(await typed(page, 'contact.email'), 'zoe@exemple.fr');
  assert.deepEqual(faults, []);
  await context.close();
});

test('errors that go do not take the focus away', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'coordonnees' });
  await go(page);
  await page.locator('.summary').waitFor();
  const line = await hold(page, '**/coordonnees');
  await page.locator('[name="domicile.voie"]').fill('12 rue des Lilas');
  await page.locator('[name="domicile.code_postal"]').focus();
  await page.keyboard.type('31');
  await line.asked;
  line.release();
  await page.locator('.summary').waitFor({ state: 'detached' });
  await page.keyboard.type('000');
  assert.equal(await typed(page, 'domicile.code_postal'), '31000', 'one goes on typing where one was');
  assert.deepEqual(faults, []);
  await context.close();
});

test('a commune is found by the keyboard while one types', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await start(page, 'recensement-citoyen');
  await fill(page, { residence: 'france', declarant: 'interesse' });
  const box = page.locator('[name="commune"]');
  await box.focus();
  await page.keyboard.type('toulou');
  const list = page.locator('[role="listbox"]:visible');
  await list.locator('[role="option"]').first().waitFor();
  assert.equal(await box.getAttribute('aria-expanded'), 'true');
  await look(page, 'proposals');
  await page.keyboard.press('ArrowDown');
  const active = await box.getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('aria-selected'), 'true');
  const options = await list.locator('[role="option"]').allTextContents();
  const at = options.findIndex((option) => /^Toulouse\b(?!-)/.test(option));
  assert.ok(at >= 0, `Toulouse is proposed: ${options}`);
  for (let press = 0; press < at; press += 1) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  assert.match(page.url(), /\/situation$/, 'Enter chooses, it does not send');
  assert.equal(await box.inputValue(), 'Toulouse');
  assert.equal(await page.locator('[name="commune.code"]').inputValue(), '31555');
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  // The page that the choice asked for has come: it holds what was chosen.
  await page.locator('[name="commune"][value="Toulouse"]').waitFor();
  // Typing anew forgets the code that was chosen, Escape closes, and what was typed counts.
  await box.fill('Ajacci');
  await list.locator('[role="option"]').first().waitFor();
  assert.equal(await page.locator('[name="commune.code"]').inputValue(), '');
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'detached' }).catch(() => {});
  assert.equal(await box.getAttribute('aria-expanded'), 'false');
  assert.equal(await box.inputValue(), 'Ajacci');
  await box.fill('Toulouse');
  await go(page);
  assert.match(page.url(), /\/identite$/, String(await problems(page)));
  assert.deepEqual(faults, []);
  await context.close();
});

test('an upload shows that it is under way, can be stopped, and ends in the list', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'pieces' });
  const line = await hold(page, '**/pieces');
  const input = page.locator('input[type="file"][name="pieces.ji"]');
  await input.setInputFiles(await pdf(folder, 'stop.pdf'));
  await page.locator('.upload progress').waitFor();
  await look(page, 'an upload');
  await page.locator('.upload button').click();
  await uploaded(page);
  assert.equal(await page.locator('.file-name').count(), 0, 'what was stopped is not there');
  line.release();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await input.setInputFiles(await pdf(folder, 'joint.pdf'));
  await page.locator('.file-name', { hasText: 'joint.pdf' }).waitFor();
  await uploaded(page);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a file question that is full has no box any more, and one again when a file is taken away', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'pieces' });
  const input = page.locator('input[type="file"][name="pieces.ji"]');
  const id = await input.getAttribute('id');
  for (const name of ['recto.pdf', 'verso.pdf']) {
    await input.setInputFiles(await pdf(folder, name));
    await page.locator('.file-name', { hasText: name }).waitFor();
    await uploaded(page);
  }
  const full = page.locator(`[id="${id}"]`);
  assert.equal(await full.evaluate((element) => element.nodeName), 'P');
  assert.match(await full.innerText(), /nombre maximal de fichiers/);
  await look(page, 'a file question that is full');
  await page.locator('button', { hasText: 'recto.pdf' }).click();
  await page.locator('.file-name', { hasText: 'recto.pdf' }).waitFor({ state: 'detached' });
  assert.equal(await input.count(), 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test('« Continuer » waits for a file that is still on its way', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'pieces' });
  await fill(page, { 'pieces.jf': { file: await pdf(folder, 'livret.pdf') }, information_jdc: true });
  const line = await hold(page, '**/pieces');
  await page.locator('input[type="file"][name="pieces.ji"]').setInputFiles(await pdf(folder, 'lente.pdf'));
  await line.asked;
  const gone = page.waitForNavigation();
  await page.locator('.acts button[value="continue"]').click();
  line.release();
  await gone;
  assert.match(page.url(), /recapitulatif$/, String(await problems(page)));
  assert.match(await page.locator('main').innerText(), /lente\.pdf/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('when nothing that the script asks for comes back, the pages still work', async () => {
  const { page, context } = await citizen(browser, server.origin);
  const failures = await cut(page);
  const steps = changement();
  await start(page, 'changement-coordonnees');
  for (const [id, ...waves] of steps) {
    assert.ok(page.url().endsWith(`/${id}`), page.url());
    // As without scripts: the questions that an answer opens come with the page that is shown again.
    page.scripted = false;
    for (const wave of waves) {
      const failure = id === 'avant' || wave.destinataires ? page.waitForEvent('requestfailed') : undefined;
      await fill(page, wave);
      await failure;
      await go(page);
    }
    page.scripted = true;
    if (page.url().includes('/destinataire?')) await page.goto(page.url().replace(/destinataire\?.*suite=/, ''));
  }
  assert.match(page.url(), /recapitulatif$/, String(await problems(page)));
  assert.ok(failures() > 0, 'something did fail');
  await confirm(page);
  await context.close();
});

test('a row is added, and a failed upload told, when the line is down', async () => {
  const { page, context } = await citizen(browser, server.origin);
  await walk(page, 'changement-coordonnees', changement(), { until: 'destinataires' });
  await fill(page, { destinataires: ['siv'], 'vehicules.r1.plaque': 'AB-123-CD' });
  await cut(page);
  await Promise.all([page.waitForNavigation(), page.locator('button[value="add:vehicules"]').click()]);
  assert.equal(await page.locator('.row').count(), 2, 'the page was posted as it always was');
  assert.equal(await typed(page, 'vehicules.r1.plaque'), 'AB-123-CD');
  await page.unrouteAll({ behavior: 'ignoreErrors' });

  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'pieces' });
  await cut(page);
  const input = page.locator('input[type="file"][name="pieces.ji"]');
  await input.setInputFiles(await pdf(folder, 'perdue.pdf'));
  await page.locator('.error[role="alert"]').waitFor();
  assert.match(await page.locator('.error[role="alert"]').innerText(), /L'envoi n'a pas abouti/);
  assert.ok(await input.isEnabled(), 'one can try again');
  await look(page, 'an upload that failed');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await input.setInputFiles(await pdf(folder, 'revenue.pdf'));
  await page.locator('.file-name', { hasText: 'revenue.pdf' }).waitFor();
  await context.close();
});
