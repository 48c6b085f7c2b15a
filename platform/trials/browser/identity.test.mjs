// An agent who comes in by an identity provider, a real one, without scripts: from the notice to the case, out of both, and what is said
// where it goes wrong. The provider lies on another site than guichet, as browsers see it.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { citizen, launch, look, press, problems, text } from './browser.mjs';
import { pdf, recensement } from './demarches.mjs';
import { startProvider } from './provider.mjs';
import { confirm, walk } from './walk.mjs';

const TOULOUSE = 'agent.99910000100018-accueil@exemple.fr';

const settings = (issuer) => `providers: [{ id: essai, name: Essai Connect, issuer: "${issuer}", client_id: guichet, networks: ["127.0.0.1", "::1"] }]
agents: { "99910000100018": { providers: [essai] } }
`;
const accounts = {
  dominique: { sub: 'dominique-1', email: TOULOUSE, email_verified: true },
  inconnue: { sub: 'inconnue-1', email: 'inconnue@exemple.fr', email_verified: true },
};

let provider;
let server;
let browser;

before(async () => {
  provider = await startProvider({ id: 'essai', door: '/agents/connexion', settings, userinfo: 'RS256', accounts });
  server = provider.server;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await provider?.stop();
});

test('from the notice to the case by the provider, and out of both', async () => {
  const home = await citizen(browser, server.origin);
  await walk(home.page, 'recensement-citoyen', recensement(await pdf(provider.folder, 'livret.pdf')));
  await confirm(home.page);
  // The worker takes its time.
  const mail = home.page.locator('tbody tr', { hasText: TOULOUSE }).first().locator('th a');
  do await home.page.goto('/dev/boite-mail');
  while (!(await mail.count()));
  await mail.click();
  const notice = (await text(home.page)).match(/\/agents\/cas\/\S+/)[0];

  const { context, page, faults } = await citizen(browser, server.origin, { scripts: false });
  await page.goto(notice);
  await look(page, 'the login with a provider');
  await provider.identify(page, 'dominique');
  assert.equal(new URL(page.url()).pathname, notice, 'on the case of the notice');
  assert.ok((await text(page)).includes('Müller-Le Goff d’Œuvre'), 'and reads it');

  // Out: here, and at the provider, which asks and comes back.
  await press(page, 'header form button');
  await page.waitForURL(/localhost:\d+\/session\/end/);
  await page.locator('button[value="yes"]').click();
  await page.waitForURL((url) => url.origin === server.origin && url.pathname === '/agents/connexion');
  await page.goto(notice);
  assert.match(page.url(), /\/agents\/connexion\?next=/, 'the session here is over');
  // And there: it asks anew.
  await provider.identify(page, 'dominique');
  assert.equal(new URL(page.url()).pathname, notice);
  assert.deepEqual(faults, []);
  await context.close();
  await home.context.close();
});

for (const width of [360, 1280]) {
  test(`who gives up or is nobody's agent is told what to do, at ${width} px`, async () => {
    const { context, page, faults } = await citizen(browser, server.origin, { width, scripts: false });
    await page.goto('/agents?status=sent');
    await provider.identify(page);
    assert.match((await problems(page)).join(), /La connexion par Essai Connect a été abandonnée ou refusée/);
    await look(page, 'the login after giving up');
    await provider.identify(page, 'inconnue');
    assert.match((await problems(page)).join(), /Aucun agent n'est invité ici/);
    await look(page, 'the login of nobody');
    // Another person comes to this browser, and goes where the first wanted to.
    await context.clearCookies({ domain: 'localhost' });
    await provider.identify(page, 'dominique');
    assert.match(page.url(), /\/agents\?status=sent$/);
    // Coming back by the browser's history to an answer that was taken is told, and harmless.
    await context.clearCookies({ name: 'agent' });
    await page.goto('/agents/connexion/par/essai/retour?state=0123&code=abc');
    assert.match((await problems(page)).join(), /pas été commencée dans ce navigateur/);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
