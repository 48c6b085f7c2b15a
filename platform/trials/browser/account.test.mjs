// What protects an account, without scripts: another password by a mailed link, a second factor, the list of where one is logged in.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { citizen, fill, look, press, problems, text } from './browser.mjs';
import { browser, server, stage } from './stage.mjs';

stage();

const EMAIL = 'noe@exemple.fr';
const PASSWORD = 'une phrase courte mais mienne';

/** What an authenticator application shows: RFC 6238, from the key as it is typed. */
function shown(key) {
  const bits = [...key].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const hash = createHmac('sha1', secret).update(step).digest();
  const at = hash[19] & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0');
}

async function login(page, password) {
  await page.goto('/compte/connexion');
  await fill(page, { email: EMAIL, password });
  await press(page, 'main form[action="/compte/connexion"] button');
}

test('a password is chosen anew by a mailed link, a second factor set up and asked for, a device logged out', async () => {
  const { page, faults, context } = await citizen(browser, server.origin, { scripts: false });
  await page.goto('/compte/creer');
  await fill(page, { email: EMAIL, password: 'une phrase que je vais oublier' });
  await press(page, 'main form button.first');
  const elsewhere = await citizen(browser, server.origin, { scripts: false, width: 1280 });
  await elsewhere.page.goto('/compte/connexion');
  await press(elsewhere.page, 'a[href="/compte/oubli"]');
  await look(elsewhere.page, 'a forgotten password');
  await fill(elsewhere.page, { email: EMAIL });
  await press(elsewhere.page, 'main form button.first');
  assert.match(await text(elsewhere.page), /Si un compte est ouvert à l'adresse noe@exemple.fr/);
  await look(elsewhere.page, 'a link that was mailed');
  // The worker takes its time.
  const mail = elsewhere.page.locator('tbody tr', { hasText: EMAIL }).first().locator('th a');
  do await elsewhere.page.goto('/dev/boite-mail');
  while (!(await mail.count()));
  await mail.click();
  const link = (await text(elsewhere.page)).match(/\/compte\/oubli\/\S+/)[0];
  await elsewhere.page.goto(link);
  await look(elsewhere.page, 'choosing another password');
  await fill(elsewhere.page, { password: 'court' });
  await press(elsewhere.page, 'main form button.first');
  assert.ok((await problems(elsewhere.page)).length > 0);
  await fill(elsewhere.page, { password: PASSWORD });
  await press(elsewhere.page, 'main form button.first');
  assert.match(elsewhere.page.url(), /\/compte$/);
  await page.goto('/compte');
  assert.match(page.url(), /\/compte\/connexion\?next=/, 'the one before is out');
  await page.goto(link);
  assert.match(await text(page), /plus valable/);
  await look(page, 'a link that was used');

  await login(page, PASSWORD);
  await press(page, 'a[href="/compte/connexions"]');
  await look(page, 'the ways to log in');
  await press(page, 'a[href="/compte/second-facteur"]');
  await look(page, 'no second factor');
  await press(page, 'button[value="offer"]');
  const key = await page.locator('main code').first().innerText();
  await look(page, 'a second factor that is offered');
  await fill(page, { code: shown(key) });
  await press(page, 'button[value="on"]');
  const codes = await page.locator('.codes code').allInnerTexts();
  assert.equal(codes.length, 10);
  await look(page, 'recovery codes');
  await elsewhere.page.goto('/compte');
  assert.match(elsewhere.page.url(), /\/compte\/connexion\?next=/, 'what began without it is over');
  await login(elsewhere.page, PASSWORD);
  await look(elsewhere.page, 'the second factor is asked for');
  await fill(elsewhere.page, { code: '000000' });
  await press(elsewhere.page, 'main form button.first');
  assert.ok((await problems(elsewhere.page)).length > 0);
  await fill(elsewhere.page, { code: codes[0] });
  await press(elsewhere.page, 'main form button.first');
  assert.match(elsewhere.page.url(), /\/compte$/);

  await page.goto('/compte/connexions');
  await look(page, 'two devices');
  await press(page, 'button[name="others"]');
  assert.match(await text(page), /la session est fermée/);
  await elsewhere.page.goto('/compte');
  assert.match(elsewhere.page.url(), /\/compte\/connexion\?next=/);
  await page.goto('/compte/second-facteur');
  await fill(page, { code: codes[1] });
  await press(page, 'button[value="off"]');
  assert.match(await text(page), /est retiré/);
  await look(page, 'a second factor taken away');
  assert.deepEqual([...faults, ...elsewhere.faults], []);
  await elsewhere.context.close();
  await context.close();
});
