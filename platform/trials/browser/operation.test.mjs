// Who runs the site, on a telephone and at a desk: lets themself in with a second factor, sees what is held, and lets it go on.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { guichet } from './server.mjs';
import { citizen, fill, look, press, problems, text } from './browser.mjs';
import { pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, walk } from './walk.mjs';

stage();

/** The code that an application shows now for this secret (RFC 6238). */
function code(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/\s/g, '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', key).update(step).digest();
  return String((hash.readUInt32BE(hash.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('an operator comes in with a second factor, sees what is held and lets it go on', async () => {
  const home = await citizen(browser, server.origin);
  await walk(home.page, 'recensement-citoyen', recensement(await pdf(folder)));
  const { reference } = await confirm(home.page);
  await home.context.close();
  for (const width of [320, 1280]) {
    const { context, page, faults } = await citizen(browser, server.origin, { width, scripts: width > 320 });
    const email = `exploitation${width}@exemple.fr`;
    const said = await guichet(server, 'operator', 'invite', email);
    assert.ok(said.includes(`${server.origin}/agents/invitation/`), 'the link leads to where the server serves');
    await page.goto(said.match(/\/agents\/invitation\/\S+/)[0]);
    await look(page, `the operator's invitation at ${width}`);
    await fill(page, { name: 'Ophélie Exemple', password: 'un mot de passe assez long' });
    await press(page, 'main form button.first');
    // Nothing is shown before there is a second factor; why is said.
    await page.goto('/exploitation');
    assert.match(page.url(), /\/agents\/compte/);
    assert.match(await text(page), /second facteur/);
    await look(page, `no second factor at ${width}`);
    await press(page, 'button[value="offer"]');
    const secret = await page.locator('main code').first().innerText();
    await fill(page, { code: code(secret) });
    await press(page, 'button[value="on"]');
    await look(page, `the recovery codes at ${width}`);

    await guichet(server, 'case', 'suspend', reference, '--reason', 'Un doublon est examiné.');
    await page.goto('/exploitation');
    await look(page, `the site's state at ${width}`);
    const shown = await text(page);
    assert.ok(shown.includes('Un doublon est examiné.') && shown.includes(reference), shown);
    const held = 'tr:has(textarea[name="reason"])';
    await page.locator(`${held} summary`).click();
    await press(page, `${held} button[value="resume_case"]`);
    assert.ok((await problems(page)).length > 0, 'a reason is asked for');
    await look(page, `a reason that lacks at ${width}`);
    await page.locator(`${held} textarea`).fill('Vérifié : pas de doublon.');
    await press(page, `${held} button[value="resume_case"]`);
    assert.ok(!(await text(page)).includes('Un doublon est examiné.'));
    await look(page, `nothing held at ${width}`);
    assert.deepEqual(faults, []);
    await context.close();
  }
});
