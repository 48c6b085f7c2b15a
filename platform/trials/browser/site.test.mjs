// The pages around the démarches: the catalogue and its search, the legal pages, errors, an invitation; in both languages.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { guichet } from './server.mjs';
import { citizen, fill, look, press, problems, text } from './browser.mjs';
import { browser, server, stage } from './stage.mjs';
import { start } from './walk.mjs';

stage();

test('the catalogue finds a démarche by a word, its accents and its case apart', async () => {
  const { page, faults, context } = await citizen(browser, server.origin, { scripts: false });
  await page.goto('/');
  await look(page, 'catalogue');
  const shipped = readdirSync(new URL('../../../forms', import.meta.url), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.equal(await page.locator('.catalogue li').count(), shipped.length);
  assert.doesNotMatch(await text(page), /etat-demo/, 'an identifier is nobody’s name');
  for (const [words, count] of [['coordonnées', 1], ['COORDONNEES', 1], ['recensement', 1], ['zzz', 0]]) {
    await page.locator('#q').fill(words);
    await press(page, '.search button');
    assert.equal(await page.locator('.catalogue li').count(), count, words);
    await look(page, `search for ${words}`);
  }
  await page.goto('/?q=recensement');
  await press(page, '.catalogue a');
  assert.match(page.url(), /\/demarches\/recensement-citoyen$/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('the pages that every site owes, in both languages', async () => {
  const { page, faults, context } = await citizen(browser, server.origin, { scripts: false });
  for (const path of ['/accessibilite', '/mentions-legales', '/donnees-personnelles', '/compte/connexion', '/compte/creer', '/agents/connexion', '/dev/boite-mail', '/demarches/recensement-citoyen']) {
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200, path);
    await look(page, path);
    await press(page, 'header a[hreflang="en"]');
    assert.equal(await page.locator('html').getAttribute('lang'), 'en', `${path} has an English side`);
    await look(page, `${path} in English`);
    await press(page, 'header a[hreflang="fr"]');
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('a page of a draft in English keeps its place and its answers', async () => {
  const { page, context } = await citizen(browser, server.origin, { scripts: false });
  await start(page, 'recensement-citoyen');
  await page.goto(`${page.url()}?lang=en`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await look(page, 'a page of questions in English');
  await context.close();
});

test('what does not exist says so, with a number to quote and a way back', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  for (const path of ['/nulle-part', '/demarches/inconnue', '/suivi/0123456789abcdefghjkmnpqrs', '/reprendre/0123456789abcdefghjkmnpqrs', '/demarches/recensement-citoyen/d/0123456789abcdefghjkmnpqrs/situation', '/agents/invitation/0123456789abcdefghjkmnpqrs']) {
    const answer = await page.goto(path);
    assert.ok([404, 410].includes(answer.status()), `${answer.status()} ${path}`);
    assert.equal(await page.locator('main a[href="/"]').count(), 1);
    await look(page, path);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test('an invited agent chooses a password and finds an inbox; the invitation works once', async () => {
  const printed = await guichet(server, 'agent', 'invite', '--siret', '99910000100018', '--branch', 'ACCUEIL', '--name', 'Ada', '--public-url', server.origin, 'ada@toulouse.exemple.fr');
  const link = /https?:\S+\/agents\/invitation\/\S+/.exec(printed)?.[0];
  assert.ok(link, printed);
  const { page, context } = await citizen(browser, server.origin, { width: 1280, scripts: false });
  await page.goto(link);
  await look(page, 'invitation');
  assert.match(await text(page), /Mairie de Toulouse/);
  await fill(page, { name: '', password: 'court' });
  await press(page, 'main form button.first');
  assert.ok((await problems(page)).length > 0);
  await look(page, 'invitation, with its errors');
  await fill(page, { name: 'Ada Exemple', password: 'une phrase courte mais mienne' });
  await press(page, 'main form button.first');
  assert.match(page.url(), /\/agents$/);
  await look(page, 'an empty inbox');
  await page.goto('/agents/connexion');
  await context.clearCookies();
  await page.goto('/agents/connexion');
  await fill(page, { email: 'ada@toulouse.exemple.fr', password: 'ce n’est pas la bonne' });
  await press(page, 'main form button.first');
  assert.equal((await problems(page)).length, 1);
  await look(page, 'agents’ login, with its error');
  const again = await page.goto(link);
  assert.ok(again.status() >= 400, 'it works once');
  await context.close();
});
