// The three first démarches from start to reference, at phone width, without scripts and with them; every page in every state.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { citizen, fill, focused, go, look, press, problems, tabTo, text } from './browser.mjs';
import { association, changement, pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, start, thoroughly, walk } from './walk.mjs';

stage();

for (const scripts of [false, true]) {
  const how = scripts ? 'with scripts' : 'without scripts';

  test(`recensement citoyen, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await thoroughly(page, 'recensement-citoyen', recensement(await pdf(folder)));
    const recap = await text(page);
    for (const said of ['Müller-Le Goff d’Œuvre', 'Zoé Éloïse Noëlla', 'Vila Nova de Gaia', 'Portugal', '1975', '06 39 98 12 34', 'piece.pdf', '12 bis rue des Lilas', 'Célibataire', 'Mairie de Toulouse']) {
      assert.ok(recap.includes(said), `the recap says ${said}`);
    }
    const { reference, follow } = await confirm(page);
    await look(page, 'confirmation');
    await page.goto(follow);
    await look(page, 'follow-up');
    assert.ok((await text(page)).includes(reference), 'the follow-up says the reference');
    assert.match(await text(page), /Transmise/);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`changement de coordonnées, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await thoroughly(page, 'changement-coordonnees', changement());
    const recap = await text(page);
    for (const said of ['Ó Briain', '3 place du Marché', 'AB-123-CD', 'Ajaccio', 'Caisse primaire d’assurance maladie'.replace('’', "'")]) {
      assert.ok(recap.includes(said), `the recap says ${said}`);
    }
    const { follow } = await confirm(page);
    await look(page, 'confirmation of three cases');
    await page.goto(follow);
    assert.equal(await page.locator('section.case').count(), 3, 'a case for each recipient');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`création d'une association, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await thoroughly(page, 'creation-association', association(await pdf(folder)));
    const recap = await text(page);
    for (const said of ['Les Jardins partagés de Bellefontaine', 'Trésorerie', 'Ó Briain', 'Dublin', 'Muret', 'Greffe des associations de la Haute-Garonne']) {
      assert.ok(recap.includes(said), `the recap says ${said}`);
    }
    const { follow } = await confirm(page);
    await look(page, 'confirmation of an association');
    await page.goto(follow);
    assert.equal(await page.locator('section.case').count(), 1, 'a case for the registry of its département');
    assert.match(await text(page), /Transmise/);
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`rows come and go, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await walk(page, 'changement-coordonnees', changement(), { until: 'destinataires' });
    const rows = page.locator('.row[id*="vehicules"]');
    const act = (button) => (scripts ? button.click() : Promise.all([page.waitForNavigation(), button.click()]));
    await fill(page, { destinataires: ['siv'] });
    if (!scripts) await go(page);
    await fill(page, { 'vehicules.r1.plaque': 'AB-123-CD' });
    await act(page.locator('button[value="add:vehicules"]'));
    await rows.nth(1).waitFor();
    assert.equal(await page.locator('[name="vehicules.r1.plaque"]').inputValue(), 'AB-123-CD', 'a new row takes nothing away');
    const second = await rows.nth(1).locator('input[name$=".plaque"]').getAttribute('name');
    if (scripts) await focused(page, `[name="${second}"]`, 'the focus goes into the new row');
    await fill(page, { [second]: 'CD-456-EF' });
    await look(page, 'two vehicles');
    await act(page.locator('button[value="remove:vehicules.r1"]'));
    await rows.nth(1).waitFor({ state: 'detached' });
    assert.equal(await page.locator(`[name="${second}"]`).inputValue(), 'CD-456-EF', 'the row that stays keeps its answers');
    assert.equal(await rows.count(), 1);
    await look(page, 'one vehicle again');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`one row of a long list is edited at a time, ${how}`, async () => {
    const { page, faults, context } = await citizen(browser, server.origin, { scripts });
    await walk(page, 'creation-association', association(await pdf(folder)), { until: 'dirigeants' });
    const waves = association(await pdf(folder)).find(([id]) => id === 'dirigeants').slice(1);
    const chair = Object.entries(Object.assign({}, ...waves)).filter(([name]) => name.startsWith('dirigeants.r1.'));
    const many = {};
    for (let row = 1; row <= 25; row += 1) {
      for (const [name, value] of chair) {
        const question = name.replace('.r1.', `.r${row}.`);
        if (/^\d{4}-/.test(value)) for (const [at, part] of ['year', 'month', 'day'].entries()) many[`${question}.${part}`] = value.split('-')[at];
        else many[question] = value;
      }
      many[`dirigeants.r${row}.nom`] = `Nom ${'ABCDEFGHIJKLMNOPQRSTUVWXY'[row - 1]}`;
    }
    const hidden = async (name) => page.locator(`form.questions [name="${name}"]`).inputValue();
    await page.request.post(page.url(), { form: { _csrf: await hidden('_csrf'), _action: 'refresh', ...many } });
    await page.goto(page.url());
    const rows = page.locator('.row[id*="dirigeants"]');
    const open = page.locator('.row[id*="dirigeants"]:not(.closed)');
    assert.deepEqual([await rows.count(), await open.count()], [25, 0]);
    assert.match(await rows.nth(6).innerText(), /Nom G/);
    await look(page, 'a long list, closed');
    const act = (button) => (scripts ? button.click() : Promise.all([page.waitForNavigation(), button.click()]));
    await act(page.locator('button[value="open:dirigeants.r7"]'));
    await page.locator('[name="dirigeants.r7.nom"]').waitFor();
    if (scripts) await focused(page, '[id="dirigeants-r7"] input, [id="dirigeants-r7"] select', 'the focus goes into the row that opens');
    await fill(page, { 'dirigeants.r7.nom': 'Nom Ünique' });
    await look(page, 'a long list with a row open');
    await act(page.locator('button[value="add:dirigeants"]'));
    await rows.nth(25).waitFor();
    assert.equal(await open.count(), 1, 'the new row alone is open');
    assert.match(await rows.nth(6).innerText(), /Nom Ünique/, 'what was typed in the row before stays');
    await go(page);
    assert.equal(await open.count(), 1, 'the new row alone lacks something');
    await look(page, 'a long list with errors');
    assert.deepEqual(faults, []);
    await context.close();
  });

  test(`a stop says why, lets one correct, and sends nothing, ${how}`, async () => {
    const { page, context } = await citizen(browser, server.origin, { scripts });
    await start(page, 'recensement-citoyen');
    await fill(page, { residence: 'etranger', declarant: 'interesse', commune: 'Toulouse' });
    await go(page);
    assert.match(page.url(), /\/arret/);
    await look(page, 'stop');
    assert.match(await text(page), /consulat/);
    assert.equal(await page.locator('button[value="continue"], button[value="confirm"]').count(), 0, 'a stop has no way on');
    await press(page, 'main .acts a.second');
    assert.match(page.url(), /\/situation$/);
    await fill(page, { residence: 'france' });
    await go(page);
    assert.match(page.url(), /\/identite$/);
    await context.close();
  });

  test(`a commune that is not connected is told before filling, and prints, ${how}`, async () => {
    const { page, context } = await citizen(browser, server.origin, { scripts });
    const steps = recensement(await pdf(folder));
    steps[0][1].commune = 'Balma';
    Object.assign(steps[3][1], { 'domicile.code_postal': '31130', 'domicile.commune': 'Balma' });
    const [first, ...others] = steps;
    await start(page, 'recensement-citoyen');
    await fill(page, first[1]);
    // Told at once, before anything else is asked: on the page itself where it is live, else on a page of its own.
    if (scripts) await page.locator('.notice.warning').waitFor();
    else await go(page);
    assert.equal(page.url().includes('/destinataire?'), !scripts, page.url());
    await look(page, 'not connected');
    assert.match(await text(page), /4 rue de l'Exemple/, 'with the address to write to');
    await (scripts ? go(page) : press(page, 'main a.first'));
    for (const [id, ...waves] of others) {
      assert.ok(page.url().endsWith(id), page.url());
      for (const wave of waves) {
        await fill(page, wave);
        if (!scripts || wave === waves.at(-1)) await go(page);
      }
    }
    assert.match(await text(page), /À envoyer par vous/);
    await look(page, 'recap of what is to be sent');
    const { follow } = await confirm(page);
    await look(page, 'confirmation of what is to be sent');
    const print = await page.locator('a[href*="/imprimer/"]').getAttribute('href');
    const document = await page.request.get(print);
    assert.equal(document.headers()['content-type'], 'application/pdf');
    assert.equal((await document.body()).subarray(0, 5).toString(), '%PDF-');
    await page.goto(follow);
    assert.match(await text(page, '.case'), /À envoyer par vous/);
    await look(page, 'follow-up of what is to be sent');
    await context.close();
  });
}

test('one page by the keyboard alone, from the skip link to the next page', async () => {
  const { page, context } = await citizen(browser, server.origin);
  await start(page, 'recensement-citoyen');
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.className), /skip/, 'the first stop jumps over the header');
  await page.keyboard.press('Enter');
  await tabTo(page, '.acts button[value="continue"]');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  await focused(page, '.summary', 'the summary takes the focus');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await focused(page, '[name="residence"]', 'a line of the summary leads into its question');
  await page.keyboard.press('Space');
  await tabTo(page, '[name="declarant"]');
  await page.keyboard.press('ArrowDown');
  assert.equal(await page.evaluate(() => document.querySelector('[name="declarant"]:checked')?.value), 'representant');
  await tabTo(page, '[name="commune"]');
  await page.keyboard.type('Toulouse');
  await page.keyboard.press('Escape');
  await tabTo(page, '.acts button[value="continue"]');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.match(page.url(), /\/representant$/, String(await problems(page)));
  await context.close();
});
