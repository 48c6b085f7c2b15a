// A citizen who comes in by a provider as strict as FranceConnect, a real one, without scripts: from a dossier just filed, for the first time
// and again, out of both, and what is said where it goes wrong.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { citizen, fill, launch, look, press, problems, text, typed } from './browser.mjs';
import { changement, pdf, recensement } from './demarches.mjs';
import { startProvider } from './provider.mjs';
import { answer, confirm, filed, start, walk } from './walk.mjs';

const settings = (issuer) => `providers:
  - { id: france, name: Essai Connect, issuer: "${issuer}", client_id: guichet, networks: ["127.0.0.1", "::1"], pkce: false, userinfo: signed,
      scopes: [openid, identite_pivot, preferred_username, email], about: "https://essai.exemple.fr/" }
citizens: [france]
`;
const accounts = {
  angela: {
    sub: 'angela-1', acr: 'eidas1', email: 'angela@exemple.fr', given_name: 'Angela Claire', given_name_array: ['Angela', 'Claire'], family_name: 'DUBOIS',
    birthdate: '1962-08-24', birthplace: '75107', birthcountry: '99100', gender: 'female',
  },
  amin: { sub: 'amin-1', acr: 'eidas1', given_name: 'Amin', given_name_array: ['Amin'], family_name: 'HADJ', birthdate: '1950-00-00', birthplace: '', birthcountry: '99352', gender: 'male' },
};

let provider;
let server;
let browser;

before(async () => {
  provider = await startProvider({ id: 'france', door: '/compte/connexion', settings, userinfo: 'ES256', accounts, strict: true });
  server = provider.server;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await provider?.stop();
});

test('from a dossier just filed by the provider into an account, again, and out of both', async () => {
  const { context, page, faults } = await citizen(browser, server.origin, { scripts: false });
  await walk(page, 'recensement-citoyen', recensement(await pdf(provider.folder, 'livret.pdf')));
  await confirm(page);
  const confirmation = new URL(page.url()).pathname;
  await press(page, 'a.button[href*="/compte/connexion"]');
  await look(page, 'the login with a provider');
  const about = page.locator('a[href="https://essai.exemple.fr/"]');
  assert.equal(await about.getAttribute('target'), '_blank');
  assert.match(await about.getAttribute('title'), /nouvelle fenêtre/);

  // Thinks better of it: the other login, and the way back, are still there.
  await provider.identify(page);
  assert.match((await problems(page)).join(), /abandonnée ou refusée/);
  await look(page, 'the login after giving up');

  await provider.identify(page, 'angela');
  assert.match(await text(page), /vous êtes Angela Claire DUBOIS/);
  await look(page, 'the first time');
  await fill(page, { email: 'angela@exemple.fr', password: 'pas le bon mot' });
  await press(page, 'section[aria-labelledby="avec"] button:not([name])');
  assert.ok((await problems(page)).length > 0);
  await look(page, 'the first time, with a wrong password');
  await press(page, 'button[value="code"]');
  await look(page, 'the code that was mailed');
  await press(page, '.back a');
  await press(page, 'button[value="apart"]');
  assert.equal(new URL(page.url()).pathname, confirmation, 'back where they were');
  await filed(page);
  await press(page, 'form[action$="/conserver"] button');
  await page.goto('/compte');
  await look(page, 'the account');
  await press(page, 'a[href="/compte/connexions"]');
  assert.match(await text(page), /Essai Connect/);
  await look(page, 'the ways to log in');
  await press(page, '#par-france');
  assert.match((await problems(page)).join(), /votre seul moyen/);
  await look(page, 'the last way in');

  // What the provider said fills in the next démarche, once that was agreed to: before what was typed once, which is told beside it.
  await start(page, 'changement-coordonnees', async () => {
    const said = await text(page);
    for (const told of [/Données de Essai Connect/, /DUBOIS/, /Angela, Claire/, /24 août 1962/, /Dit autrement ailleurs\s: Müller/, /Vos données conservées ici/]) assert.match(said, told);
    await look(page, 'what a provider said is known');
    await press(page, 'button[value="tout"]');
  });
  await answer(page, ...changement()[0]);
  assert.deepEqual([await typed(page, 'declarant.nom'), await typed(page, 'declarant.naissance.date.year')], ['DUBOIS', '1962']);
  assert.match(await text(page, '[data-question="declarant.nom"] .source'), /Repris de Essai Connect, le \d.*Vous pouvez corriger/);
  await look(page, 'a page that a provider filled in');

  // Out: here, and at the provider, which asks and comes back.
  await press(page, 'header form button');
  await page.waitForURL(/localhost:\d+\/session\/end/);
  await page.locator('button[value="yes"]').click();
  await page.waitForURL((url) => url.origin === server.origin && url.pathname === '/compte/connexion');
  await page.goto('/compte/donnees');
  assert.match(page.url(), /\/compte\/connexion\?next=/, 'the session here is over');
  await provider.identify(page, 'angela');
  assert.equal(new URL(page.url()).pathname, '/compte/donnees', 'known now');
  assert.match(await text(page), /Müller-Le Goff/);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const width of [360, 1280]) {
  test(`somebody else of the same provider has an account of their own, at ${width} px`, async () => {
    const { context, page, faults } = await citizen(browser, server.origin, { width, scripts: false });
    await page.goto('/compte/donnees');
    await look(page, 'the login');
    await provider.identify(page, 'amin');
    if (width === 360) {
      await look(page, 'the first time');
      await press(page, 'button[value="apart"]');
    }
    assert.equal(new URL(page.url()).pathname, '/compte/donnees');
    assert.doesNotMatch(await text(page), /Müller-Le Goff/);
    await page.goto('/compte/connexions');
    await look(page, 'the ways to log in');
    assert.deepEqual(faults, []);
    await context.close();
  });
}
