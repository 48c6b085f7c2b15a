// The worst ordinary answers: long names, foreign places, unknown days, names that many places bear, photos, wrong files, slips.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { stat } from 'node:fs/promises';
import { citizen, fill, go, leave, look, press, problems, text, typed } from './browser.mjs';
import { changement, file, pdf, photo, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { answer, confirm, start, walk } from './walk.mjs';

stage();

test('people with long names, from far away, born on an unknown day, where many places bear the name', async () => {
  const { page, faults, context } = await citizen(browser, server.origin, { scripts: false });
  const steps = recensement(await pdf(folder, 'Pièce d’identité (1).pdf'));

  const long = 'de La Rochefoucauld-Montmorency d’Aubigné-Saint-Exupéry de Castelnau-Magnoac';
  Object.assign(steps[1][1], { 'jeune.nom': long, 'jeune.prenoms': 'Zoe\u0308 Anne-Franc\u0327oise N\u2019Deye' });
  Object.assign(steps[2][1], { 'parent1.nom': 'Nguye\u0302\u0303n', 'parent1.naissance.date': '1975-08' });
  Object.assign(steps[3][1], { 'domicile.code_postal': '93200', 'domicile.commune': 'Saint-Denis (93200)', residence_differente: true, 'contact.mobile': '+351 912 345 678' });
  steps[3].push(
    { 'seconde_adresse.lieu': 'etranger' },
    {
      'seconde_adresse.etranger.ligne1': 'Rua do Almada nº 12, 3º Esq.',
      'seconde_adresse.etranger.code_postal': '4050-031',
      'seconde_adresse.etranger.ville': 'Porto',
      'seconde_adresse.etranger.pays': 'portugal',
    },
  );

  await start(page, 'recensement-citoyen');

  // Several communes are called Saint-Denis: they are shown with what tells them apart, and one is chosen.
  await fill(page, { residence: 'france', declarant: 'interesse', commune: 'Saint-Denis' });
  await go(page);
  assert.match(page.url(), /\/situation\?revoir$/);
  assert.match((await problems(page)).join(), /Plusieurs réponses correspondent/);
  await look(page, 'a name that many communes bear');
  assert.ok((await page.locator('input[name="commune.code"]').count()) >= 3);
  await page.locator('input[name="commune.code"][value="93066"]').check();
  await go(page);

  for (const [id, ...waves] of steps.slice(1)) await answer(page, id, ...waves);
  const recap = await text(page);
  assert.ok(recap.replace(/\s/g, '').includes('+351912345678'), `the number of another country, in groups: ${recap}`);
  for (const said of [long, 'Zoë Anne-Françoise N’Deye', 'Nguyễn', 'août 1975', 'Rua do Almada nº 12, 3º Esq.', '4050-031', 'Porto', 'Portugal', 'Saint-Denis']) {
    assert.ok(recap.normalize().includes(said), `the recap says ${said}: ${recap}`);
  }
  await look(page, 'a recap of long answers');
  const { follow } = await confirm(page);
  await page.goto(follow);
  await look(page, 'follow-up of Saint-Denis');
  assert.match(await text(page), /Mairie de Saint-Denis/);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const scripts of [false, true]) {
  test(`what was typed comes back as it was typed, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    const steps = recensement(await pdf(folder));
    await walk(page, 'recensement-citoyen', steps, { until: 'identite' });
    const slips = { 'jeune.nom': ' L3 Nom <b>', 'jeune.prenoms': '', 'jeune.naissance.pays': 'Zzyzx', 'jeune.nom_usage': '"quoted" & co' };
    await fill(page, slips);
    await fill(page, { 'jeune.naissance.date': { day: '31', month: 'février', year: '2O09' } });
    await go(page);
    assert.match(page.url(), /\/identite\?revoir$/);
    for (const [path, value] of Object.entries(slips)) assert.equal((await typed(page, path)).trim(), value.trim(), path);
    assert.deepEqual([await typed(page, 'jeune.naissance.date.day'), await typed(page, 'jeune.naissance.date.month'), await typed(page, 'jeune.naissance.date.year')], ['31', 'février', '2O09']);
    assert.match((await problems(page)).join('\n'), /« Zzyzx » n'est pas dans la liste/);
    await look(page, 'slips');
    // It is all there on the way back too, though none of it is right.
    await press(page, '.back a');
    await go(page);
    assert.equal(await typed(page, 'jeune.naissance.date.month'), 'février');
    assert.equal(await typed(page, 'jeune.nom_usage'), '"quoted" & co');
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test('a social security number with a slip is refused, one of somebody else by the plugin, and one can correct it', async () => {
  const { page, context } = await citizen(browser, server.origin, { scripts: false });
  const steps = changement();
  await walk(page, 'changement-coordonnees', steps, { until: 'destinataires' });
  const [, first, second] = steps.find(([id]) => id === 'destinataires');
  await fill(page, first);
  await go(page);
  await fill(page, { ...second, 'identifiants.nir': second['identifiants.nir'].slice(0, -1) + '1' });
  await go(page);
  assert.match(page.url(), /\/destinataires\?revoir$/);
  assert.match((await problems(page)).join(), /contient une erreur/);
  await look(page, 'a number whose key does not agree');
  await fill(page, { 'identifiants.nir': '1 86 02 2a 215 325 23' });
  await go(page);
  assert.match((await problems(page)).join(), /date de naissance/);
  await look(page, 'a number that the plugin refuses');
  await fill(page, { 'identifiants.nir': second['identifiants.nir'] });
  await go(page);
  assert.match(page.url(), /\/contact$/, String(await problems(page)));
  await context.close();
});

test('a photo far above the limit is made smaller and kept', async () => {
  const { page, faults, context } = await citizen(browser, server.origin);
  const steps = recensement(await pdf(folder));
  await walk(page, 'recensement-citoyen', steps, { until: 'pieces' });
  const jpeg = await photo(page, folder, { name: 'IMG_2041.jpg', width: 3000, height: 2250 });
  const png = await photo(page, folder, { name: 'Capture d’écran.png', type: 'image/png', width: 1600, height: 1200 });
  for (const path of [jpeg, png]) assert.ok((await stat(path)).size > 5_000_000, `${path} is above the limit`);
  await fill(page, { 'pieces.ji': { file: jpeg }, 'pieces.jf': { file: png }, information_jdc: true });
  assert.deepEqual((await page.locator('.file-name').allTextContents()).map((name) => name.slice(0, 7)), ['IMG_204', 'Capture']);
  await look(page, 'photos');
  await go(page);
  assert.match(page.url(), /recapitulatif$/, String(await problems(page)));
  await confirm(page);
  assert.deepEqual(faults, []);
  await context.close();
});

for (const scripts of [false, true]) {
  test(`a file with a long name and no space in it makes no page wider than the smallest phone, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts, width: 320 });
    const long = `${'attestationdedomicile'.repeat(5).slice(0, 96)}.pdf`;
    const steps = recensement(await pdf(folder, long));
    await walk(page, 'recensement-citoyen', steps, { until: 'pieces' });
    // One of the two pieces is there, and the page comes back with it.
    const [, answers] = steps.at(-1);
    await fill(page, { 'pieces.ji': answers['pieces.ji'] });
    await go(page);
    assert.match(page.url(), /\/pieces\?revoir$/);
    assert.deepEqual(await page.locator('.files .file-name').allTextContents(), [long]);
    await look(page, 'a long name on its page');
    await fill(page, { 'pieces.jf': answers['pieces.jf'], information_jdc: true });
    await look(page, 'a long name in its box');
    await go(page);
    assert.match(page.url(), /recapitulatif$/, String(await problems(page)));
    assert.ok((await text(page)).includes(long), 'the recap says the whole name');
    await look(page, 'a long name on the recap');
    const { follow } = await confirm(page);
    await look(page, 'a long name on the confirmation');
    await page.goto(follow);
    await look(page, 'a long name on the follow-up');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`a wrong file is refused with what to do, ${scripts ? 'with' : 'without'} scripts`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await walk(page, 'recensement-citoyen', recensement(await pdf(folder)), { until: 'pieces' });
    const wrong = [
      [await file(folder, 'vide.pdf', ''), /« vide\.pdf » est vide/],
      [await file(folder, 'lettre.docx', 'PK\u0003\u0004 word/document.xml'), /« lettre\.docx » n'est pas d'un type accepté/],
      [await file(folder, 'page.pdf', '<!doctype html><script>alert(1)</script>'), /« page\.pdf »/],
      [await pdf(folder, 'verrou.pdf', { trailer: '/Encrypt 9 0 R' }), /« verrou\.pdf » est protégé/],
      [await pdf(folder, 'actif.pdf', { catalog: '/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>' }), /« actif\.pdf » contient un programme/],
      [await pdf(folder, 'gros.pdf', { padding: 6_000_000 }), /« gros\.pdf » dépasse 5 Mo/],
      [await file(folder, 'photo.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 74, 70, 73, 70, 0, 1])), /« photo\.jpg » est abîmé/],
    ];
    for (const [path, said] of wrong) {
      if (scripts) {
        await page.locator('input[type="file"][name="pieces.ji"]').setInputFiles(path);
        await page.locator('.summary a', { hasText: path.split('/').pop() }).waitFor();
      } else {
        await fill(page, { 'pieces.ji': { file: path } });
        await go(page);
      }
      assert.match((await problems(page)).join('\n').replace(/[\u00a0\u202f]/g, ' '), said);
      assert.equal(await page.locator('.files .file-name').count(), 0, `${path} is not kept`);
    }
    await look(page, 'a refused file');
    await fill(page, { 'pieces.ji': { file: await pdf(folder, 'bonne.pdf') } });
    if (!scripts) await go(page);
    assert.deepEqual(await page.locator('.files .file-name').allTextContents(), ['bonne.pdf']);
    const remove = page.locator('button[value^="detach:pieces.ji"]');
    await (scripts ? remove.click() : leave(page, () => remove.click()));
    await page.locator('.files .file-name').waitFor({ state: 'detached' });
    assert.deepEqual(faults, []);
    await context.close();
  });
}
