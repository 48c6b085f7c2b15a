// A citizen whom a démarche wants to be known by a provider, a real one, without scripts: told why before the first page, sent there and back,
// and told on the recap what goes with the filing.
import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { citizen, launch, look, press, problems, text } from './browser.mjs';
import { changement } from './demarches.mjs';
import { startProvider } from './provider.mjs';
import { answer, confirm, start } from './walk.mjs';

const DEMARCHE = 'changement-coordonnees';
const settings = (issuer) => `providers:
  - { id: france, name: Essai Connect, issuer: "${issuer}", client_id: guichet, networks: ["127.0.0.1", "::1"], pkce: false, userinfo: signed,
      scopes: [openid, identite_pivot], about: "https://essai.exemple.fr/" }
citizens: [france]
`;
const accounts = { angela: { sub: 'angela-1', acr: 'eidas1', given_name: 'Angela', family_name: 'DUBOIS', birthdate: '1962-08-24', birthplace: '75107', birthcountry: '99100', gender: 'female' } };

let forms;
let provider;
let server;
let browser;

before(async () => {
  forms = await mkdtemp(join(tmpdir(), 'guichet-forms-'));
  await cp(fileURLToPath(new URL(`../../../forms/${DEMARCHE}`, import.meta.url)), join(forms, DEMARCHE), { recursive: true });
  const file = join(forms, DEMARCHE, 'demarche.yaml');
  const written = await readFile(file, 'utf8');
  const changed = written.replace('login: { required: false }', 'login: { required: true, level: eidas1 }');
  assert.notEqual(changed, written);
  await writeFile(file, changed);
  provider = await startProvider({ id: 'france', door: '/compte/connexion', settings, userinfo: 'ES256', accounts, strict: true, args: ['--forms', forms] });
  server = provider.server;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  await provider?.stop();
  await rm(forms, { recursive: true, force: true });
});

for (const width of [360, 1280]) {
  test(`asked who they are before the first page, at ${width} px`, async () => {
    const { context, page, faults } = await citizen(browser, server.origin, { width, scripts: false });
    await page.goto(`/demarches/${DEMARCHE}`);
    assert.match(await text(page), /Vérifiée par Essai Connect/);
    await look(page, 'the start of a démarche that asks for an identity');
    await press(page, 'main .acts form button.first');
    assert.match(await text(page), /Identifiez-vous pour faire cette démarche/);
    assert.equal(await page.locator('main [name="password"]').count(), 0, 'a password does not do');
    await look(page, 'why an identity is asked for');
    await provider.identify(page);
    assert.match((await problems(page)).join(), /abandonnée ou refusée/);
    assert.match(await text(page), /Vous ne pouvez pas vous identifier ainsi/);
    await look(page, 'the same after giving up');
    await provider.identify(page, 'angela');
    // The first of the two comes for the first time.
    if (width === 360) await press(page, 'button[value="apart"]');
    assert.equal(new URL(page.url()).pathname, `/demarches/${DEMARCHE}`, 'back where they were');
    await start(page, DEMARCHE, (page) => press(page, 'button[value="rien"]'));
    for (const [id, ...waves] of changement()) {
      await answer(page, id, ...waves);
      if (page.url().includes('/destinataire?')) await press(page, 'main a.first');
    }
    assert.match(await text(page), /par Essai Connect, niveau faible/);
    await look(page, 'the recap with how they are known');
    await confirm(page);
    assert.deepEqual(faults, []);
    await context.close();
  });
}
