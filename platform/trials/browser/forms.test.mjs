// The longer shipped démarches from start to reference, at phone width, without scripts and with them; every page in every state.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { citizen, look, text } from './browser.mjs';
import { acte, pdf, subvention } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, thoroughly } from './walk.mjs';

stage();

const demarches = [
  ['acte-naissance', acte, ['Une adoption', 'Algérie', 'Alger', '1955', 'Ó Briain', 'Nguyễn', 'Copie intégrale', 'piece.pdf', '4050-031', '+351 912 345 678'], ['Service central des naissances à l\'étranger']],
  [
    'subvention',
    subvention,
    ['Les Jardins partagés de Bellefontaine', '130 025 265 00013', 'Trésorier', 'Union des jardins', '11 050,50 €', '75,0 %', '1 500,00 €', 'FR76 3000 6000 0112 3456 7890 189'],
    ['Direction de la vie associative', 'Région d\'Exemple'],
  ],
];

for (const scripts of [false, true]) {
  for (const [id, steps, said, recipients] of demarches) {
    test(`${id}, ${scripts ? 'with' : 'without'} scripts`, async () => {
      const { page, faults, context } = await citizen(browser, server.origin, { scripts });
      // How a page comes back is the same HTML with scripts and without: looked at once.
      await thoroughly(page, id, steps(await pdf(folder)), { again: scripts });
      const recap = (await text(page)).normalize();
      for (const one of said) assert.ok(recap.includes(one), `the recap says ${one}: ${recap}`);
      const { reference, follow } = await confirm(page);
      await look(page, `${id}, confirmation`);
      await page.goto(follow);
      await look(page, `${id}, follow-up`);
      const told = await text(page);
      assert.ok(told.includes(reference), 'the follow-up says the reference');
      for (const one of recipients) assert.ok(told.includes(one), `the follow-up names ${one}: ${told}`);
      assert.equal(await page.locator('section.case').count(), recipients.length, 'a case for each recipient');
      assert.deepEqual(faults, []);
      await context.close();
    });
  }
}
