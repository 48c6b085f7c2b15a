// Leaving halfway, coming back, two tabs, the back button, clicking twice: nothing is lost and nothing is sent twice.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { PASSWORD } from './server.mjs';
import { citizen, fill, go, leave, look, press, problems, text, typed } from './browser.mjs';
import { changement, pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, filed, start, walk } from './walk.mjs';

const CODE = 'trois mots tranquilles';

stage();

/** Leaves the draft at its page under a code; the link to resume it. */
async function putAway(page, email = '') {
  await press(page, 'button[value="save_and_quit"]');
  assert.match(page.url(), /\/enregistrer$/);
  await look(page, 'save and quit');
  await fill(page, { code: 'abc', email });
  await press(page, 'main form button.first');
  assert.equal((await problems(page)).length, 1, 'a code that is too short is refused');
  await look(page, 'save and quit, with its error');
  await fill(page, { code: CODE, email });
  await press(page, 'main form button.first');
  await look(page, 'saved');
  return page.locator('.address a').getAttribute('href');
}

for (const scripts of [false, true]) {
  test(`one leaves halfway and resumes elsewhere, with the link and the code, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const { page, context } = await citizen(browser, server.origin, { scripts });
    await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'identite' });
    await fill(page, { 'jeune.nom': 'Inachevé', 'jeune.naissance.date': { day: '31', month: '02', year: '20' } });
    const link = await putAway(page, 'camille@exemple.fr');
    await context.close();

    const elsewhere = await citizen(browser, server.origin, { scripts });
    await elsewhere.page.goto(link);
    await look(elsewhere.page, 'resume');
    await fill(elsewhere.page, { code: 'un autre code' });
    await press(elsewhere.page, 'main form button.first');
    assert.match(await text(elsewhere.page), /Il vous reste 4 essais/);
    await look(elsewhere.page, 'resume, with its error');
    await fill(elsewhere.page, { code: CODE });
    await press(elsewhere.page, 'main form button.first');
    assert.match(elsewhere.page.url(), /\/identite$/, 'on the page that was left');
    assert.equal(await typed(elsewhere.page, 'jeune.nom'), 'Inachevé');
    assert.equal(await typed(elsewhere.page, 'jeune.naissance.date.day'), '31');

    // The mail leads there and says nothing about the person.
    await elsewhere.page.goto('/dev/boite-mail');
    await press(elsewhere.page, 'main tbody th a');
    const mail = await text(elsewhere.page);
    assert.ok(mail.includes(link), mail);
    assert.doesNotMatch(mail, /Inachevé|Toulouse|trois mots tranquilles/);
    await look(elsewhere.page, 'a mail');
    await elsewhere.context.close();
  });
}

test('five wrong codes lock the link, the right one then included', async () => {
  const { page, context } = await citizen(browser, server.origin, { scripts: false });
  await start(page, 'changement-coordonnees');
  const link = await putAway(page);
  await context.clearCookies();
  await page.goto(link);
  const draft = page.url();
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await fill(page, { code: `mauvais code ${attempt}` });
    await press(page, 'main form button.first');
  }
  assert.match(await text(page), /ce lien ne marche plus/);
  await look(page, 'locked');
  const answer = await page.goto(draft);
  assert.ok(answer.status() < 500);
  const code = page.locator('[name="code"]');
  if (await code.count()) {
    await fill(page, { code: CODE });
    await press(page, 'main form button.first');
  }
  assert.doesNotMatch(page.url(), /\/d\//, 'the right code comes too late');
  await context.close();
});

test('« Enregistrer et quitter » on the recap signs nothing, even with the box ticked', async () => {
  const { page, context } = await citizen(browser, server.origin);
  const draft = await walk(page, 'changement-coordonnees', changement());
  await page.locator('[name="attest"][type="checkbox"]').check();
  await press(page, 'form.confirm button[value="save_and_quit"]');
  assert.match(page.url(), /\/enregistrer$/);
  await page.goto(`${draft}/recapitulatif`);
  assert.match(page.url(), /\/recapitulatif$/, 'nothing was filed');
  await context.close();
});

test('two tabs: what the other one saved is told, and what was typed here stays', async () => {
  const { page, context } = await citizen(browser, server.origin, { scripts: false });
  const draft = await walk(page, 'changement-coordonnees', changement(), { until: 'contact' });
  const other = await context.newPage();
  await other.goto(`${draft}/contact`);
  await page.goto(`${draft}/contact`);
  await fill(other, { 'contact.email': 'autre@exemple.fr', 'contact.fixe': '05 61 00 00 00' });
  await go(other);
  await fill(page, { 'contact.email': 'pas une adresse' });
  await go(page);
  assert.match(await text(page), /dans un autre onglet/);
  assert.match(await text(page), /Adresse électronique : là-bas autre@exemple\.fr, ici pas une adresse/);
  assert.equal(await typed(page, 'contact.email'), 'pas une adresse');
  await look(page, 'changed elsewhere');
  await context.close();
});

test('going back to a page that had faults, and reloading it, asks to send nothing again', async () => {
  const { page, context } = await citizen(browser, server.origin, { scripts: false });
  await walk(page, 'changement-coordonnees', changement(), { until: 'contact' });
  await fill(page, { 'contact.email': 'pas une adresse' });
  await go(page);
  assert.equal((await problems(page)).length, 1);
  await page.reload();
  assert.equal((await problems(page)).length, 1, 'a reload tells the fault again');
  await fill(page, { 'contact.email': 'camille@exemple.fr' });
  await go(page);
  assert.doesNotMatch(page.url(), /\/contact/);
  await page.goBack();
  assert.equal(await typed(page, 'contact.email'), 'camille@exemple.fr');
  assert.deepEqual(await problems(page), [], 'what was mended since is no fault');
  await look(page, 'back on a page that had a fault');
  await context.close();
});

test('a recap that changed in another tab is shown again instead of being signed', async () => {
  const { page, context } = await citizen(browser, server.origin);
  const draft = await walk(page, 'changement-coordonnees', changement());
  const other = await context.newPage();
  await other.goto(`${draft}/nouvelles`);
  await fill(other, { 'nouvelle_adresse.voie': '99 cours Changé' });
  await go(other);
  await page.locator('[name="attest"][type="checkbox"]').check();
  await press(page, 'form.confirm button[value="confirm"]');
  assert.match(await text(page), /relisez-le avant de confirmer/);
  assert.match(await text(page), /99 cours Changé/);
  assert.equal(await page.locator('[name="attest"][type="checkbox"]').isChecked(), false, 'what is new is to be attested anew');
  await look(page, 'recap that changed');
  await confirm(page);
  await context.close();
});

test('clicking twice, sending again, going back and another tab make one dossier', async () => {
  const { page, context } = await citizen(browser, server.origin, { scripts: false });
  const steps = changement();
  steps[3] = ['destinataires', { destinataires: ['mairie'] }, { 'foyer.adultes': '1' }];
  const draft = await walk(page, 'changement-coordonnees', steps);
  const other = await context.newPage();
  await other.goto(page.url());
  await other.locator('[name="attest"][type="checkbox"]').check();
  await page.locator('[name="attest"][type="checkbox"]').check();
  const form = await page.locator('form.confirm').evaluate((one) => Object.fromEntries([...one.elements].filter((input) => input.name && input.type !== 'checkbox').map((input) => [input.name, input.value])));
  form.attest = 'true';
  form._action = 'confirm';
  const send = () => page.request.post(`${draft}/confirmer`, { form, headers: { origin: server.origin }, maxRedirects: 0 });
  const answers = await Promise.all([send(), send(), page.locator('form.confirm button[value="confirm"]').dblclick()]);
  // The second click breaks off the navigation that the first began: what counts is where one arrives.
  await page.locator('.reference').waitFor();
  assert.deepEqual(answers.slice(0, 2).map((answer) => answer.status()), [303, 303]);
  const { reference } = await filed(page);
  await press(other, 'form.confirm button[value="confirm"]');
  assert.equal((await filed(other)).reference, reference, 'the other tab finds the same dossier');
  await page.goBack();
  await page.goto(`${draft}/recapitulatif`);
  assert.equal((await filed(page)).reference, reference, 'coming back finds it too');
  const late = await page.request.post(`${draft}/contact`, { form: { ...form, 'contact.email': 'late@exemple.fr', _action: 'continue' }, headers: { origin: server.origin } });
  assert.ok(late.url().includes('/confirmation') && late.ok(), 'a page posted late changes nothing');

  await page.goto('/agents/connexion');
  const agent = /agent\.99910000300014[^ ]*/.exec(server.printed())?.[0] ?? 'agent.99910000300014-accueil@exemple.fr';
  await fill(page, { email: agent, password: PASSWORD });
  await press(page, 'main form button.first');
  const received = (await page.locator('tbody th a').allTextContents()).filter((one) => one.trim() === reference);
  assert.equal(received.length, 1, 'the town hall has it once');
  await context.close();
});

test('clicking twice with scripts files once', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  await walk(page, 'changement-coordonnees', changement());
  let posts = 0;
  page.on('request', (request) => (posts += request.method() === 'POST' && request.url().endsWith('/confirmer') ? 1 : 0));
  await page.locator('[name="attest"][type="checkbox"]').check();
  await leave(page, () => page.locator('form.confirm button[value="confirm"]').dblclick());
  await filed(page);
  assert.equal(posts, 1, 'the second click stays at home');
  assert.deepEqual(faults, []);
  await context.close();
});
