// A citizen's own documents, without scripts: added, chosen for a question, kept from a dossier, taken along, deleted.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { citizen, fill, go, look, press, problems, text } from './browser.mjs';
import { file, pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, walk } from './walk.mjs';

stage();

test('a document is added, joined to a démarche, kept from another, and deleted, all without scripts', async () => {
  const { page, faults, context } = await citizen(browser, server.origin, { scripts: false });
  await page.goto('/compte/creer');
  await fill(page, { email: 'lea@exemple.fr', password: 'une phrase courte mais mienne' });
  await press(page, 'main form button.first');
  await press(page, 'a[href="/compte/documents"]');
  assert.match(await text(page), /Aucun document pour le moment, 50 au plus\. Place prise : 0 octets sur 100 Mo\./);
  await look(page, 'no documents');
  await press(page, 'main form button.first');
  assert.equal((await problems(page)).length, 2, 'all that is missing is told at once');
  await look(page, 'adding, with its errors');
  await fill(page, { kind: 'Carte de bus', document: { file: await file(folder, 'carte.png', 'pas une image') } });
  await press(page, 'main form button.first');
  assert.match((await problems(page)).join(' '), /carte\.png/);
  const proof = await pdf(folder, 'livret.pdf');
  await fill(page, { kind: 'Livret de famille', document: { file: proof } });
  await press(page, 'main form button.first');
  assert.match(await text(page), /Votre document est ajouté[\s\S]*Livret de famille[\s\S]*livret\.pdf[\s\S]*Ajouté par vous le/);
  await look(page, 'a document added');
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a.download').click()]);
  assert.deepEqual(await readFile(await download.path()), await readFile(proof));

  // Beside the question of a démarche; the answers typed are there when one comes back.
  const steps = recensement(proof);
  const [asking] = steps.find(([, ...waves]) => waves.some((wave) => Object.values(wave).some((value) => value?.file)));
  const [path] = Object.entries(Object.assign({}, ...steps.find(([id]) => id === asking).slice(1))).find(([, value]) => value?.file);
  await walk(page, 'recensement-citoyen', steps, { until: asking });
  await look(page, 'a question with documents to choose from');
  await press(page, `button[value="documents:${path}"]`);
  await look(page, 'choosing of the documents');
  await press(page, 'main form button.first');
  assert.match(await text(page), /Choisissez un document|Cochez un ou plusieurs documents/);
  await page.getByLabel(/Livret de famille/).check();
  await press(page, 'main form button.first');
  assert.ok(new URL(page.url()).pathname.endsWith(`/${asking}`), page.url());
  assert.match(await text(page, `[data-question="${path}"]`), /livret\.pdf[\s\S]*Copie d'un document du compte, ajouté le/);
  await look(page, 'a document joined');
  const rest = steps.slice(steps.findIndex(([id]) => id === asking));
  for (const [id, ...waves] of rest) {
    assert.ok(new URL(page.url()).pathname.endsWith(`/${id}`), page.url());
    for (const wave of waves) {
      await fill(page, Object.fromEntries(Object.entries(wave).filter(([name]) => name !== path)));
      await go(page);
    }
  }
  assert.match(page.url(), /recapitulatif$/, String(await problems(page)));
  assert.match(await text(page), /livret\.pdf[\s\S]*Copie d'un document du compte, ajouté le/);
  await look(page, 'the recap of a document joined');
  await confirm(page);
  await page.locator('form[action$="/conserver"] summary').click();
  assert.match(await text(page), /livret\.pdf Déjà dans vos documents\./);
  await look(page, 'keeping documents');

  await page.goto('/compte/documents');
  await press(page, 'main li a[href$="/supprimer"]');
  await look(page, 'deleting a document');
  await press(page, 'button.danger');
  assert.match(await text(page), /Votre document est supprimé[\s\S]*aucun document/);
  await page.goto('/compte/traces');
  for (const told of ['Document ajouté au compte', 'Document du compte joint à une démarche', 'Document du compte supprimé']) assert.ok((await text(page)).includes(told), told);
  assert.deepEqual(faults, []);
  await context.close();
});
