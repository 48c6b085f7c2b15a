// What supervisors and administrators do, and what is done to several dossiers at a time: by keyboard or mouse, on a telephone and at a desk.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { PASSWORD } from './server.mjs';
import { citizen, fill, large, look, press, problems, text } from './browser.mjs';
import { pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, walk } from './walk.mjs';

const TOULOUSE = 'agent.99910000100018-accueil@exemple.fr';

stage();

async function agent(width, scripts) {
  const desk = await citizen(browser, server.origin, { width, scripts });
  await desk.page.goto('/agents');
  await fill(desk.page, { email: TOULOUSE, password: PASSWORD });
  await press(desk.page, 'main form button.first');
  assert.match(desk.page.url(), /\/agents$/);
  return desk;
}

test('a supervisor labels, prints and answers several dossiers, without a script', async () => {
  const home = await citizen(browser, server.origin);
  const references = [];
  for (let number = 0; number < 2; number += 1) {
    await walk(home.page, 'recensement-citoyen', recensement(await pdf(folder)));
    references.push((await confirm(home.page)).reference);
  }
  const desk = await agent(320, false);
  await press(desk.page, '.portal-nav a[href="/agents/etiquettes"]');
  await look(desk.page, 'labels, none yet');
  await desk.page.locator('[name="name"]').fill('Urgent');
  await desk.page.locator('[name="colour"][value="red"]').check();
  await press(desk.page, 'button[value="add"]');
  await look(desk.page, 'labels');
  await press(desk.page, 'button[value="add"]');
  assert.equal((await problems(desk.page)).length, 1);
  await look(desk.page, 'labels with an error');

  await desk.page.goto('/agents');
  await press(desk.page, 'a[href$="coches=tout"]');
  assert.equal(await desk.page.locator('input[name="cas"]:checked').count(), await desk.page.locator('tbody tr').count());
  await look(desk.page, 'inbox, all ticked');
  const [print] = await Promise.all([desk.page.waitForEvent('download'), desk.page.locator('button[value="print"]').click()]);
  assert.equal((await readFile(await print.path())).subarray(0, 5).toString(), '%PDF-');
  await press(desk.page, 'button[value="choose"]');
  await look(desk.page, 'chosen dossiers');
  await press(desk.page, 'button[value="label"]');
  await look(desk.page, 'labelled dossiers');
  assert.equal(await desk.page.locator('tbody .tag', { hasText: 'Urgent' }).count(), 2);
  await press(desk.page, 'button[value="answer"]');
  assert.equal((await problems(desk.page)).length, 1);
  await look(desk.page, 'chosen dossiers with an error');
  await fill(desk.page, { status: 'done', message: 'C’est prêt.' });
  await press(desk.page, 'button[value="answer"]');
  const done = await text(desk.page);
  assert.match(done, /C'est fait pour les 2 dossiers/, done);
  await look(desk.page, 'answered dossiers');
  // It opens in another tab: what was written here would stay.
  const reference = desk.page.locator(`tbody tr:has-text("${references[0]}") th a`);
  assert.equal(await reference.getAttribute('target'), '_blank');
  await desk.page.goto(await reference.getAttribute('href'));
  await look(desk.page, 'a labelled dossier');
  assert.equal(await desk.page.locator('input[name="labels"]:checked').count(), 1);
  assert.deepEqual([...home.faults, ...desk.faults], []);
  await home.context.close();
  await desk.context.close();
});

test('an administrator invites a colleague, and names who stands in; delays are read', async () => {
  for (const width of [320, 1280]) {
    const desk = await agent(width, true);
    // A file that is taken leaves the page as it is: its other buttons go on.
    await press(desk.page, 'a[href$="coches=tout"]');
    await Promise.all([desk.page.waitForEvent('download'), desk.page.locator('button[value="print"]').click()]);
    await press(desk.page, 'button[value="choose"]');
    assert.match(await text(desk.page), /dossiers choisis/);
    await desk.page.goto('/agents/equipe');
    await look(desk.page, `agents at ${width}`);
    await large(desk.page, `agents at ${width}`);
    await fill(desk.page, { email: `claire${width}@exemple.fr`, name: 'Claire' });
    await press(desk.page, 'button[value="invite"]');
    assert.match(await text(desk.page), new RegExp(`claire${width}@exemple.fr`));
    await look(desk.page, `invited agents at ${width}`);
    await press(desk.page, 'button[value="close"] >> nth=0');
    assert.equal((await problems(desk.page)).length, 1, 'the last administrator stays');
    await look(desk.page, `agents with an error at ${width}`);
    await press(desk.page, '.portal-nav a[href="/agents/delais"]');
    await look(desk.page, `delays at ${width}`);
    await desk.page.goto('/agents/compte');
    await look(desk.page, `absence at ${width}`);
    assert.deepEqual(desk.faults, []);
    await desk.context.close();
  }
});
