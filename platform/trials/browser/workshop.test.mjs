// The workshop of `guichet dev`: every state is seen without filling anything in, nothing is in its way, and a save is seen by itself.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPartner } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { citizen, launch, look } from './browser.mjs';

const guichet = process.env.GUICHET_BIN;
let folder;
let browser;
let child;
let origin;

async function freePort() {
  return new Promise((done) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** `guichet dev` on a folder, once it is ready. */
async function startDev(path, env = {}) {
  const listen = `127.0.0.1:${await freePort()}`;
  const origin = `http://${listen}`;
  const child = spawn(guichet, ['dev', path, '--listen', listen], { stdio: 'ignore', env: { ...process.env, ...env } });
  const until = Date.now() + 60_000;
  while (!(await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false))) {
    assert.ok(Date.now() < until, 'the server is not ready');
    await new Promise((done) => setTimeout(done, 50));
  }
  return { child, origin };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-workshop-'));
  execFileSync(guichet, ['new', 'essai', '--into', folder]);
  ({ child, origin } = await startDev(join(folder, 'essai')));
  browser = await launch();
});

after(async () => {
  await browser?.close();
  child?.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

test('every page is seen in every state, in both languages, and nothing of it is in anybody’s way', async () => {
  const { context, page, faults } = await citizen(browser, origin, { width: 1280 });
  await page.goto(`${origin}/demarches/essai`);
  await page.getByRole('link', { name: 'Atelier', exact: true }).click();
  await look(page, 'the workshop');
  await page.getByRole('link', { name: 'Vos véhicules' }).click();
  await look(page, 'a page in all states');
  const frames = page.locator('iframe');
  assert.equal(await frames.count(), 6);
  const box = await frames.first().boundingBox();
  assert.equal(Math.round(box.width), 362, 'a telephone, and its edges');
  const refusing = page.frameLocator('iframe[src*="etat=refusee"]');
  await page.locator('iframe[src*="etat=refusee"]').scrollIntoViewIfNeeded();
  await refusing.getByText('Inscrivez chaque véhicule une seule fois.').first().waitFor();
  await page.getByLabel('Langue').selectOption('en');
  await page.getByRole('button', { name: 'Afficher' }).click();
  await page.frameLocator('iframe[src*="etat=vide"]').getByRole('heading', { name: /Your vehicles/ }).waitFor();
  // The frames run no script and take no focus: the browser says so of each.
  const stopped = faults.filter((fault) => !fault.includes("frame is sandboxed"));
  assert.deepEqual(stopped, []);
  // What stands in a frame is a page like any other.
  await page.goto(`${origin}/dev/atelier/essai/page/vehicules/vue?etat=sans-reponse`);
  await look(page, 'a page without answers');
  await context.close();
});

test('what leaves stands beside the lines that make it, and an expression is taken apart', async () => {
  const { context, page } = await citizen(browser, origin, { scripts: false, width: 1280 });
  await page.goto(`${origin}/dev/atelier/essai/envoi`);
  await page.getByLabel('Réponses').selectOption({ label: 'Scénario « deux-voitures »' });
  await page.getByRole('button', { name: 'Afficher' }).click();
  await look(page, 'what leaves');
  assert.match(await page.getByLabel('demarche.yaml : Mairie d\'Exemple').innerText(), /receives: all/);
  assert.match(await page.getByLabel('answers.json : Mairie d\'Exemple').innerText(), /"total": "85.00"/);
  await page.frameLocator('iframe').getByText('Müller-Le Goff').first().waitFor();
  const receipt = await page.request.get(new URL(await page.getByRole('link', { name: 'Le reçu (PDF)' }).getAttribute('href'), origin).href);
  assert.equal((await receipt.body()).subarray(0, 5).toString(), '%PDF-');

  await page.getByRole('link', { name: 'Une expression, partie par partie' }).click();
  await page.getByLabel('Expression', { exact: true }).fill('vehicules.map(v, v.tarif).sum() > 70 && age(demandeur.naissance.date) >= 18');
  await page.getByLabel('Réponses').selectOption({ label: 'Scénario « deux-voitures »' });
  await page.getByRole('button', { name: 'Évaluer' }).click();
  await look(page, 'an expression taken apart');
  const values = await page.locator('.probed li').allInnerTexts();
  assert.ok(values.some((text) => /^v\.tarif = \[15, 60\]/.test(text)), values.join('\n'));
  assert.ok(values.some((text) => /^age\(demandeur\.naissance\.date\) = 40/.test(text)), values.join('\n'));
  await page.getByLabel('Expression', { exact: true }).fill('demandeur.nmo');
  await page.getByRole('button', { name: 'Évaluer' }).click();
  await look(page, 'an expression with a fault');
  assert.match(await page.locator('.probed').innerText(), /« nom »/);
  await context.close();
});

test('a draft in hand is what an expression is tried on', async () => {
  const { context, page } = await citizen(browser, origin, { scripts: false, width: 1280 });
  await page.goto(`${origin}/demarches/essai`);
  await page.locator('main form button').first().click();
  await page.locator('[name="contact.email"]').fill('zoe@exemple.fr');
  await page.getByRole('button', { name: 'Continuer' }).last().click();
  await page.getByRole('link', { name: 'Atelier', exact: true }).click();
  await page.getByRole('link', { name: 'Une expression, partie par partie' }).click();
  await page.getByLabel('Expression', { exact: true }).fill('contact.email');
  await page.getByRole('button', { name: 'Évaluer' }).click();
  assert.match(await page.locator('.probed').innerText(), /zoe@exemple\.fr/);
  await context.close();
});

test('a page of the workshop shows by itself what was saved', async () => {
  const { context, page } = await citizen(browser, origin);
  const watching = () => page.waitForResponse((answer) => answer.url().endsWith('/empreinte'));
  await page.goto(`${origin}/dev/atelier/essai`);
  await watching();
  await watching();
  const file = join(folder, 'essai/demarche.yaml');
  const text = readFileSync(file, 'utf8');
  const times = [];
  for (const title of ['Vos autos', 'Vos voitures', 'Vos motos']) {
    const began = performance.now();
    writeFileSync(file, text.replace('title: Vos véhicules', `title: ${title}`));
    await page.getByRole('link', { name: title }).waitFor();
    times.push(Math.round(performance.now() - began));
    await watching();
  }
  times.sort((a, b) => a - b);
  console.log(`a save is seen after ${times[1]} ms (${times.join(', ')})`);
  await context.close();
});

test('nobody else has a workshop', async () => {
  const data = mkdtempSync(join(tmpdir(), 'guichet-workshop-'));
  const listen = `127.0.0.1:${await freePort()}`;
  const serving = spawn(guichet, ['serve', '--demo', '--data', data, '--listen', listen, '--forms', join(folder, 'essai')], { stdio: 'ignore' });
  try {
    const until = Date.now() + 60_000;
    while (!(await fetch(`http://${listen}/readyz`).then((answer) => answer.ok, () => false))) {
      assert.ok(Date.now() < until, 'the server is not ready');
      await new Promise((done) => setTimeout(done, 50));
    }
    for (const path of ['', '/page/vous', '/page/vous/vue?etat=vide', '/envoi', '/recu.pdf', '/expression', '/empreinte']) {
      assert.equal((await fetch(`http://${listen}/dev/atelier/essai${path}`)).status, 404, path);
    }
    const start = await (await fetch(`http://${listen}/demarches/essai`)).text();
    assert.doesNotMatch(start, /atelier/);
  } finally {
    serving.kill('SIGTERM');
    await new Promise((done) => serving.once('exit', done));
    rmSync(data, { recursive: true, force: true });
  }
});

test('a source beside a question fills in what stands next to it, with scripts and without', async (t) => {
  const partner = createPartner((asked, answer) => answer.end(JSON.stringify({ nom: `Régie ${asked.url}` })));
  await new Promise((done) => partner.listen(0, '127.0.0.1', done));
  const path = join(folder, 'employeur');
  execFileSync(guichet, ['new', 'employeur', '--into', folder]);
  rmSync(join(path, 'scenarios'), { recursive: true });
  rmSync(join(path, 'texts'), { recursive: true });
  mkdirSync(join(path, 'sources'));
  const procedure = readFileSync(join(path, 'demarche.yaml'), 'utf8').split('\npages:')[0];
  writeFileSync(
    join(path, 'demarche.yaml'),
    `${procedure}\npages: [{ id: un, title: Votre employeur, fields: [siret, nom] }]\n` +
      'recipients: [{ id: r, title: R, to: { organisation: "21310555400017", branch: STAT }, receives: all }]\n' +
      'retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }\n',
  );
  writeFileSync(
    join(path, 'schema.yaml'),
    'type: object\nrequired: [siret, nom]\nproperties:\n  siret: { $ref: "component:siret@1" }\n  nom: { title: Nom, type: string, maxLength: 100 }\n',
  );
  writeFileSync(
    join(path, 'sources/qui.yaml'),
    'source: qui\nat: siret\npartner: repertoire\nname: répertoire\ntold: Ce numéro est envoyé au répertoire.\nbutton: Reprendre le nom\n' +
      'request: { path: "/{siret}" }\nanswer: { gives: { nom: /nom } }\n',
  );
  const dev = await startDev(path, { GUICHET_SOURCE_REPERTOIRE: `http://127.0.0.1:${partner.address().port}` });
  t.after(() => {
    dev.child.kill();
    partner.close();
  });
  for (const [width, scripts] of [[360, true], [1280, false]]) {
    const { context, page, faults } = await citizen(browser, dev.origin, { width, scripts });
    await page.goto('/demarches/employeur');
    await page.click('main form button');
    await page.fill('[name="siret"]', '13002526500013');
    await page.click('button[value="search:siret:qui"]');
    await page.waitForSelector('.search-came');
    assert.equal(await page.inputValue('[name="nom"]'), 'Régie /13002526500013');
    assert.deepEqual(faults, []);
    if (scripts) await look(page, 'a page with a source');
    await context.close();
  }
});
