// A question before the filing: asked without a script on a telephone, answered by a clerk, read, and found again on the case.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PASSWORD } from './server.mjs';
import { citizen, fill, look, press, problems, text } from './browser.mjs';
import { pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { answer, confirm, walk } from './walk.mjs';

const TOULOUSE = 'agent.99910000100018-accueil@exemple.fr';

stage();

test('a question is asked from a draft, answered, read, and becomes part of the case', async () => {
  const home = await citizen(browser, server.origin, { scripts: false });
  const steps = recensement(await pdf(folder, 'livret.pdf'));
  await walk(home.page, 'recensement-citoyen', steps, { until: 'filiation' });
  await look(home.page, 'a page of a draft that offers to ask');
  await press(home.page, 'main button[value="ask"]');
  if (/\/question$/.test(home.page.url())) {
    await look(home.page, 'choosing whom to ask');
    await press(home.page, 'main a[href*="/question/mairie"]');
  }
  await look(home.page, 'asking a question');
  assert.match(await text(home.page), /Il ne voit pas les réponses de votre brouillon/);
  // Refused, nothing typed is lost.
  await fill(home.page, { message: '', email: 'zoe' });
  await press(home.page, 'main form button.first');
  assert.equal((await problems(home.page)).length, 2);
  assert.equal(await home.page.locator('[name="email"]').inputValue(), 'zoe');
  await look(home.page, 'a question with errors');
  await fill(home.page, { message: 'Faut-il l’original\ndu livret ?', email: 'zoe@exemple.fr' });
  await home.page.locator('input[name="document"]').setInputFiles(await pdf(folder, 'question.pdf'));
  await press(home.page, 'main form button.first');
  assert.match(await text(home.page), /Votre question est envoyée/);
  await look(home.page, 'a question that is sent');

  // The clerk: from the inbox to the answer.
  const desk = await citizen(browser, server.origin, { width: 1280, scripts: false });
  await desk.page.goto('/agents');
  await fill(desk.page, { email: TOULOUSE, password: PASSWORD });
  await press(desk.page, 'main form button.first');
  assert.match(await text(desk.page, '.portal-nav'), /Questions \(1\)/);
  await press(desk.page, '.portal-nav a[href="/agents/questions"]');
  await look(desk.page, 'questions of a desk');
  await press(desk.page, 'tbody th a');
  const seen = await text(desk.page);
  assert.match(seen, /du livret \?/);
  assert.doesNotMatch(seen, /Müller|Zoé|zoe@/, 'nothing of the answers, nor who asks');
  await look(desk.page, 'a question at its desk');
  const [taken] = await Promise.all([desk.page.waitForEvent('download'), desk.page.locator('a.download', { hasText: 'question.pdf' }).click()]);
  assert.deepEqual(await readFile(await taken.path()), await readFile(join(folder, 'question.pdf')));
  await press(desk.page, 'main form button[value="answer"]');
  assert.equal((await problems(desk.page)).length, 1);
  await look(desk.page, 'an empty answer');
  await fill(desk.page, { message: 'Une copie suffit : en voici un modèle.' });
  await desk.page.locator('input[name="document"]').setInputFiles(await pdf(folder, 'modele.pdf'));
  await press(desk.page, 'main form button[value="answer"]');
  assert.match(await text(desk.page), /Votre réponse est envoyée/);
  await look(desk.page, 'a question that is answered');

  // The citizen goes on, is told, reads and files.
  await press(home.page, 'main .back a');
  await look(home.page, 'a page of a draft with an answer to read');
  await press(home.page, 'main button:has-text("Le service a répondu")');
  if (/\/question$/.test(home.page.url())) await press(home.page, 'main a[href*="/question/mairie"]');
  assert.match(await text(home.page), /Une copie suffit/);
  await look(home.page, 'an answer');
  await press(home.page, 'main .back a');
  const page = new URL(home.page.url()).pathname.split('/').pop();
  const rest = steps.slice(steps.findIndex(([id]) => id === page));
  for (const [id, ...waves] of rest) await answer(home.page, id, ...waves);
  const { reference } = await confirm(home.page);
  await desk.page.goto('/agents');
  await press(desk.page, `tbody tr:has-text("${reference}") th a`);
  const opened = await text(desk.page);
  for (const said of ['Une copie suffit', 'du livret ?', 'question.pdf', 'modele.pdf']) assert.ok(opened.includes(said), `the case says ${said}`);
  await look(desk.page, 'a case with what was asked before');
  assert.deepEqual([...home.faults, ...desk.faults], []);
  await home.context.close();
  await desk.context.close();
});
