// An account and its own details: what is kept, one by one, fills the next démarche, says where it comes from, is corrected and deleted, and is never somebody else's.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { PASSWORD } from './server.mjs';
import { citizen, fill, go, look, press, problems, text, typed } from './browser.mjs';
import { aged, changement, pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { answer, confirm, filed, start, walk } from './walk.mjs';

stage();

test('coordinates kept after one démarche fill the other, with their source, and can be corrected and deleted', async () => {
  const { page, faults, context } = await citizen(browser, server.origin, { scripts: false });
  await walk(page, 'recensement-citoyen', recensement(await pdf(folder)));
  await confirm(page);

  // Offered at the end, to somebody who has no account yet.
  await press(page, 'a.button[href*="/compte/connexion"]');
  await look(page, 'login');
  await press(page, 'main a[href*="/compte/creer"]');
  await look(page, 'create an account');
  await fill(page, { email: 'pas une adresse', password: 'court' });
  await press(page, 'main form button.first');
  assert.ok((await problems(page)).length > 0);
  assert.equal(await typed(page, 'email'), 'pas une adresse');
  await look(page, 'create an account, with its errors');
  await fill(page, { email: 'zoe@exemple.fr', password: 'une phrase courte mais mienne' });
  await press(page, 'main form button.first');
  await filed(page);
  await page.locator('form[action$="/conserver"] summary').click();
  await look(page, 'choosing what is kept');
  await press(page, 'form[action$="/conserver"] button[name=choix]');
  assert.match(await text(page), /Cochez ce que vous voulez conserver/);
  await look(page, 'nothing was chosen');
  await press(page, 'form[action$="/conserver"] button[name=tout]');
  assert.match(await text(page), /est conservé dans vos données/);
  await look(page, 'kept');

  await page.goto('/compte');
  await look(page, 'account');
  await press(page, 'a[href="/compte/donnees"]');
  const vault = await text(page);
  for (const said of ['Nom de naissance', 'Müller-Le Goff d’Œuvre', 'Madame', '12 bis rue des Lilas', 'Toulouse', 'Date de naissance', '06 39 98 12 34']) assert.ok(vault.includes(said), `the vault says ${said}: ${vault}`);
  assert.match(vault, /Enregistré le \d.* depuis « Recensement citoyen »/);
  await look(page, 'own details');
  // Corrected without a script, with the same fields and sentences as in a démarche.
  await press(page, 'a[href="/compte/donnees/modifier/phone"]');
  await fill(page, { phone: '12' });
  await press(page, 'main form button.first');
  assert.ok((await problems(page)).length > 0);
  assert.equal(await typed(page, 'phone'), '12');
  await look(page, 'correcting a detail, with its error');
  await fill(page, { phone: '06 39 98 77 66' });
  await press(page, 'main form button.first');
  assert.match(await text(page), /06 39 98 77 66[\s\S]*Saisi ici le/);
  await look(page, 'a detail corrected');
  await page.goto('/compte/traces');
  assert.match(await text(page), /Données saisies ou corrigées/);
  await look(page, 'traces');
  await page.goto('/compte/fermer');
  await press(page, 'main form button.danger');
  await look(page, 'closing, not sure yet');

  // Asked before anything is filled in: what, from where, for what; with nothing ticked for anybody.
  const known = async () => {
    const said = await text(page);
    for (const told of [/Rien n.est encore rempli/, /Müller-Le Goff d’Œuvre/, /depuis « Recensement citoyen »/, /12 bis rue des Lilas/]) assert.match(said, told);
    assert.equal(await page.locator('input[name="reprendre"]:checked').count(), 0);
    await look(page, 'what is known already');
    await press(page, 'main form button.first[value="coche"]');
    assert.match((await problems(page)).join(), /Cochez ce que vous voulez reprendre/);
    await look(page, 'what is known already, nothing ticked');
    for (const box of await page.locator('input[name="reprendre"]').all()) await box.check();
    await press(page, 'main form button.first[value="coche"]');
  };
  await start(page, 'changement-coordonnees', known);
  const [first] = changement();
  await answer(page, ...first);
  assert.equal(await typed(page, 'declarant.nom'), 'Müller-Le Goff d’Œuvre');
  assert.equal(await typed(page, 'declarant.prenoms'), 'Zoé Éloïse Noëlla');
  assert.deepEqual([await typed(page, 'declarant.naissance.date.year'), await typed(page, 'ancienne_adresse.voie'), await typed(page, 'ancienne_adresse.commune')], [aged(16).slice(0, 4), '12 bis rue des Lilas', 'Toulouse']);
  const source = await text(page, '[data-question="declarant.nom"] .source');
  assert.match(source, /Repris de vos données, enregistré le \d.* depuis « Recensement citoyen »/);
  await look(page, 'a prefilled page');
  await fill(page, { 'ancienne_adresse.voie': '14 rue Corrigée', 'anciens.portable': '06 39 98 00 01' });
  await go(page);
  assert.match(page.url(), /\/nouvelles$/, String(await problems(page)));
  await press(page, '.back a');
  assert.equal(await typed(page, 'ancienne_adresse.voie'), '14 rue Corrigée');
  assert.equal(await page.locator('[data-question="ancienne_adresse.voie"] .source').count(), 0, 'what was corrected does not come from the vault any more');
  assert.equal(await page.locator('[data-question="declarant.nom"] .source').count(), 1);

  // Taken back among what one agreed to: it is out of the draft at once; and agreed to again from the draft.
  const there = page.url();
  await page.goto('/compte/accords');
  assert.match(await text(page), /Accepté[\s\S]*Changement de coordonnées|Changement de coordonnées[\s\S]*Accepté/);
  await look(page, 'what was agreed to');
  await press(page, 'main form button.second');
  assert.match(await text(page), /Votre accord est retiré/);
  await look(page, 'an agreement withdrawn');
  await page.goto(there);
  assert.equal(await typed(page, 'declarant.nom'), '');
  assert.equal(await typed(page, 'ancienne_adresse.voie'), '14 rue Corrigée', 'what was typed stays');

  // For a child, the vault says who files, and nothing of the child.
  await start(page, 'recensement-citoyen');
  await answer(page, 'situation', { residence: 'france', declarant: 'representant', commune: 'Toulouse' });
  assert.equal(await typed(page, 'representant.nom'), 'Müller-Le Goff d’Œuvre');
  await answer(page, 'representant', {});
  assert.equal(await typed(page, 'jeune.nom'), '');
  assert.equal(await typed(page, 'jeune.naissance.date.year'), '');
  assert.equal(await page.locator('.source').count(), 0);
  // … until the same person says that it is for themselves; and not any more once they take it back.
  const here = page.url();
  const situation = here.replace(/identite$/, 'situation');
  await page.goto(situation);
  await answer(page, 'situation', { declarant: 'interesse' });
  assert.equal(await typed(page, 'jeune.nom'), 'Müller-Le Goff d’Œuvre');
  await page.goto(situation);
  await answer(page, 'situation', { declarant: 'representant' });
  await answer(page, 'representant', {});
  assert.equal(await typed(page, 'jeune.nom'), '', 'taken back with the answer that allowed it');

  await page.goto('/compte/donnees');
  await press(page, 'section[aria-labelledby="tout-effacer"] a.button');
  await look(page, 'what goes and what stays');
  await press(page, 'button.danger');
  assert.match(await text(page), /rien conservé/);
  await look(page, 'no details');
  await page.goto('/compte');
  await press(page, '.top nav form button');
  const closed = await page.request.get('/compte', { maxRedirects: 0 });
  assert.notEqual(closed.status(), 200, 'logged out is out');
  assert.deepEqual(faults, []);
  await context.close();
});

test('an account is its owner’s: another citizen sees nothing of it, a wrong password says nothing', async () => {
  const owner = await citizen(browser, server.origin, { scripts: false });
  await owner.page.goto('/compte/connexion');
  await fill(owner.page, { email: 'camille@exemple.fr', password: 'pas le bon mot de passe' });
  await press(owner.page, 'main form button.first');
  const [wrong] = await problems(owner.page);
  assert.equal(await typed(owner.page, 'email'), 'camille@exemple.fr');
  await look(owner.page, 'login, with its error');
  await fill(owner.page, { email: 'personne@exemple.fr', password: 'pas le bon mot de passe' });
  await press(owner.page, 'main form button.first');
  assert.deepEqual(await problems(owner.page), [wrong], 'nobody learns who has an account');
  await fill(owner.page, { email: 'camille@exemple.fr', password: PASSWORD });
  await press(owner.page, 'main form button.first');
  await walk(owner.page, 'changement-coordonnees', changement());
  const draft = owner.page.url();

  const other = await citizen(browser, server.origin, { scripts: false });
  const answer = await other.page.request.get(draft, { maxRedirects: 0 });
  assert.equal(answer.status(), 303, 'the draft of an account opens only in that account');
  assert.match(answer.headers().location, /^\/compte\/connexion\?next=/, 'whoever has its address is asked to log in');
  await owner.page.goto('/compte');
  assert.match(await text(owner.page), /Démarches commencées/);
  await look(owner.page, 'account with a draft');
  await owner.page.goto(draft);
  await confirm(owner.page);
  await owner.page.goto('/compte');
  assert.match(await text(owner.page), /JCC-/);
  await look(owner.page, 'account with a dossier');
  await owner.context.close();
  await other.context.close();
});
