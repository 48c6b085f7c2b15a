// A town hall's agent: from the notice to the answer that the citizen reads.
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PASSWORD } from './server.mjs';
import { citizen, fill, look, press, problems, text } from './browser.mjs';
import { pdf, recensement } from './demarches.mjs';
import { browser, folder, server, stage } from './stage.mjs';
import { confirm, walk } from './walk.mjs';

const TOULOUSE = 'agent.99910000100018-accueil@exemple.fr';
const AJACCIO = 'agent.99910000300014-accueil@exemple.fr';
/** What no mail may say: who it is about, or anything that was answered. */
const PERSONAL = /Müller|Zoé|Éloïse|Gaia|Lilas|31000|06 39 98|célibataire|Anne/i;

stage();

async function agent(email) {
  const desk = await citizen(browser, server.origin, { width: 1280 });
  await desk.page.goto('/agents');
  assert.match(desk.page.url(), /\/agents\/connexion/, 'nobody sees the inbox without a password');
  await fill(desk.page, { email, password: PASSWORD });
  await press(desk.page, 'main form button.first');
  assert.match(desk.page.url(), /\/agents$/);
  return desk;
}

/** Reads a ZIP with Python's own reader: names, sizes, hashes, manifest and answers. */
function unzip(path) {
  const program = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    files = {n: {"size": len(z.read(n)), "sha256": hashlib.sha256(z.read(n)).hexdigest(), "head": z.read(n)[:5].decode("latin-1")} for n in z.namelist()}
    print(json.dumps({"files": files, "manifest": json.loads(z.read("manifest.json")), "answers": json.loads(z.read("answers.json"))}))`;
  return JSON.parse(execFileSync('python3', ['-c', program, path], { encoding: 'utf8' }));
}

/** The mails to an address: subject and text. */
async function mails(page, to) {
  await page.goto('/dev/boite-mail');
  const links = await page.locator('tbody tr', { hasText: to }).locator('th a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  const read = [];
  for (const link of links) {
    await page.goto(link);
    read.push(await text(page));
  }
  return read;
}

test('a dossier is received, taken away whole, treated and answered; the citizen follows all of it', async () => {
  const home = await citizen(browser, server.origin);
  const document = await pdf(folder, 'livret.pdf');
  await walk(home.page, 'recensement-citoyen', recensement(document));
  const { reference, follow } = await confirm(home.page);
  // The filing sent it to the address that the answers give; another is a click away.
  assert.match(await text(home.page), /Le lien a été envoyé à \S+@exemple\.fr/);
  await home.page.locator('#courriel ~ details summary').click();
  await home.page.locator('[name="email"]').fill('zoe@exemple.fr');
  await press(home.page, 'form[action$="/courriel"] button');
  assert.match(await text(home.page), /Le lien a été envoyé à zoe@exemple\.fr/);
  await home.page.goto(follow);
  assert.match(await text(home.page, '.case'), /Transmise/);

  const desk = await agent(TOULOUSE);
  await look(desk.page, 'inbox');
  const row = desk.page.locator('tbody tr', { hasText: reference });
  assert.equal(await row.count(), 1);
  assert.match(await row.innerText(), /Nouveau/);
  await press(desk.page, `tbody tr:has-text("${reference}") th a`);
  await look(desk.page, 'case');
  const opened = await text(desk.page);
  for (const said of ['Müller-Le Goff d’Œuvre', 'Vila Nova de Gaia', 'livret.pdf', 'Célibataire']) assert.ok(opened.includes(said), `the case says ${said}`);

  await home.page.reload();
  assert.match(await text(home.page, '.case .case-head'), /Reçue/, 'opening it is receiving it');
  await look(home.page, 'follow-up of what is received');

  // The package holds what its manifest says, byte by byte, and the file that was joined as it was joined.
  const [download] = await Promise.all([desk.page.waitForEvent('download'), desk.page.locator('a[href$="dossier.zip"]').click()]);
  const { files, manifest, answers } = unzip(await download.path());
  assert.equal(manifest.reference, reference);
  assert.deepEqual(Object.keys(files).filter((name) => name !== 'manifest.json').sort(), manifest.files.map((one) => one.name).sort());
  for (const one of manifest.files) assert.deepEqual([files[one.name].size, files[one.name].sha256], [one.size, one.sha256], one.name);
  assert.equal(answers.jeune.nom, 'Müller-Le Goff d’Œuvre');
  assert.equal(answers.jeune.prenoms, 'Zoé Éloïse Noëlla');
  assert.deepEqual(answers.parent1.naissance.date, '1975');
  assert.equal(answers.commune.code, '31555');
  const joined = manifest.files.filter((one) => one.origin === 'upload');
  assert.deepEqual(joined.map((one) => one.code).sort(), ['pieces.jf', 'pieces.ji']);
  assert.equal(joined[0].size, (await readFile(document)).length);
  assert.ok(manifest.files.some((one) => one.mime === 'application/pdf' && one.origin === 'platform' && files[one.name].head === '%PDF-'));
  const [print] = await Promise.all([desk.page.waitForEvent('download'), desk.page.locator('a[href$="imprimer.pdf"]').click()]);
  assert.equal((await readFile(await print.path())).subarray(0, 5).toString(), '%PDF-');

  // An act without anything, and a complement without a word, are refused where they are.
  await press(desk.page, '.act form button.first');
  assert.deepEqual((await problems(desk.page)).length, 1);
  await look(desk.page, 'case with its error');
  await fill(desk.page, { status: 'complement' });
  await press(desk.page, '.act form button.first');
  assert.match((await problems(desk.page)).join(), /Écrivez un message/);
  assert.equal(await desk.page.locator('[name="status"]').inputValue(), 'complement', 'what was chosen stays');

  // Enter in a date or a tick sends nothing that is still being written.
  await fill(desk.page, { message: 'À moitié écr' });
  await desk.page.locator('#complement summary').click();
  await desk.page.locator('#by').press('Enter');
  await desk.page.locator('#questions input[type="checkbox"]').first().press('Enter');
  assert.equal(await desk.page.locator('[name="message"]').inputValue(), 'À moitié écr');
  assert.match(await text(desk.page), /Écrivez un message/, 'the same page as before');

  await fill(desk.page, { status: 'done', message: 'Votre attestation est prête.\n<b>Gardez-la</b> & montrez-la.' });
  await desk.page.locator('input[name="document"]').setInputFiles(await pdf(folder, 'attestation.pdf'));
  await press(desk.page, '.act form button.first');
  assert.match(await text(desk.page), /C'est fait/);
  await look(desk.page, 'case treated');

  await home.page.reload();
  const followed = await text(home.page);
  for (const said of ['Traitée', 'Votre attestation est prête.', '<b>Gardez-la</b> & montrez-la.', 'attestation.pdf']) assert.ok(followed.includes(said), `the citizen reads ${said}: ${followed}`);
  await look(home.page, 'follow-up with an answer and a document');
  const [returned] = await Promise.all([home.page.waitForEvent('download'), home.page.locator('a.download', { hasText: 'attestation.pdf' }).click()]);
  assert.deepEqual(await readFile(await returned.path()), await readFile(join(folder, 'attestation.pdf')));
  const [receipt] = await Promise.all([home.page.waitForEvent('download'), home.page.locator('a[href$="recu.pdf"]').click()]);
  assert.equal((await readFile(await receipt.path())).subarray(0, 5).toString(), '%PDF-');

  await fill(desk.page, { status: 'in_progress', message: 'Repris.' });
  await press(desk.page, '.act form button.first');
  await home.page.reload();
  assert.match(await text(home.page, '.case .case-head'), /En cours de traitement/);

  const sent = await mails(home.page, 'zoe@exemple.fr');
  assert.ok(sent.length >= 3, `one for the link, one for each answer: ${sent.length}`);
  const noticed = await mails(home.page, 'accueil@toulouse.exemple.fr');
  for (const mail of [...sent, ...noticed]) {
    assert.doesNotMatch(mail.replace('zoe@exemple.fr', ''), PERSONAL, 'a mail says nothing about anybody');
    assert.doesNotMatch(mail, /attestation est prête/, 'nor what the service wrote');
  }
  assert.ok(sent.some((mail) => mail.includes(follow)), 'a mail leads to the follow-up');
  assert.deepEqual([...home.faults, ...desk.faults], []);
  await home.context.close();
  await desk.context.close();
});

/** A mail to an address, once it has left: the worker sends it, soon after what it tells of. */
async function mailTo(page, to, wanted) {
  for (const until = Date.now() + 30_000; Date.now() < until; ) {
    const found = (await mails(page, to)).find(wanted);
    if (found) return found;
  }
  assert.fail(`no such mail to ${to}`);
}

test('a clerk without a password comes by the link of a notice, a code that is pasted, and answers in six clicks', async () => {
  const home = await citizen(browser, server.origin);
  await walk(home.page, 'recensement-citoyen', recensement(await pdf(folder)));
  const { reference } = await confirm(home.page);
  // A clerk's notice leads to the case; a telephone's screen is enough, and the keyboard.
  const notice = await mailTo(home.page, TOULOUSE, (mail) => mail.includes(reference));
  const address = notice.match(/\S+\/agents\/cas\/\S+/)[0];
  const desk = await citizen(browser, server.origin, { width: 320 });
  await desk.page.goto(address);
  await look(desk.page, 'login of an agent');
  // By mouse too, nothing is reached for: what is to be typed is where one is.
  await desk.page.keyboard.type(TOULOUSE);
  await press(desk.page, 'button[name="_code"]');
  await desk.page.waitForURL(/connexion\/code$/);
  await look(desk.page, 'where the code is typed');
  const box = desk.page.locator('[name="code"]');
  await desk.page.keyboard.type('12');
  await press(desk.page, 'main form button.first');
  assert.equal((await problems(desk.page)).length, 1);
  await look(desk.page, 'a wrong code');
  const sent = await mailTo(home.page, TOULOUSE, (mail) => mail.includes('code de connexion'));
  assert.doesNotMatch(sent, PERSONAL);
  await box.fill(` ${sent.match(/\b\d{6}\b/)[0]} `);
  await box.press('Enter');
  await desk.page.waitForURL(/\/agents\/cas\//);
  assert.equal(new URL(desk.page.url()).pathname, new URL(address).pathname);
  await fill(desk.page, { status: 'done', message: 'C’est fait.' });
  await press(desk.page, '.act form button.first');
  assert.match(await text(desk.page), /C'est fait/);
  // What stays among colleagues, by keyboard.
  await desk.page.locator('[name="note"]').fill('Vue au guichet.');
  await desk.page.keyboard.press('Tab');
  await desk.page.keyboard.press('Enter');
  await desk.page.waitForURL(/#entre-nous$/);
  assert.match(await text(desk.page), /Vue au guichet\./);
  await desk.page.locator('[name="assignee"]').selectOption({ index: 1 });
  await press(desk.page, 'button[formaction$="/attribuer"]');
  await look(desk.page, 'a case with a note');
  await desk.page.goto('/agents?assignee=moi');
  assert.equal(await desk.page.locator('tbody tr', { hasText: reference }).count(), 1);
  await look(desk.page, 'what an agent looks after');
  // Nothing keeps a second factor from being set up on the same telephone.
  await desk.page.goto('/agents/compte');
  await look(desk.page, 'an agent’s own page');
  await press(desk.page, 'button[value="offer"]');
  await look(desk.page, 'an offered second factor');
  await fill(desk.page, { code: '000' });
  await press(desk.page, 'button[value="on"]');
  assert.equal((await problems(desk.page)).length, 1);
  await look(desk.page, 'a second factor not proven');
  assert.deepEqual([...home.faults, ...desk.faults], []);
  await home.context.close();
  await desk.context.close();
});

test('what is not theirs does not exist for them', async () => {
  const home = await citizen(browser, server.origin);
  await walk(home.page, 'recensement-citoyen', recensement(await pdf(folder)));
  const { reference, follow } = await confirm(home.page);
  const draft = home.page.url();
  const desk = await agent(TOULOUSE);
  const href = await desk.page.locator('tbody a', { hasText: reference }).getAttribute('href');
  await press(desk.page, `tbody tr:has-text("${reference}") th a`);
  const file = await desk.page.locator('.words a.download').first().getAttribute('href');

  const others = [await agent(AJACCIO), await citizen(browser, server.origin)];
  for (const [index, other] of others.entries()) {
    for (const path of [href, `${href}/dossier.zip`, `${href}/imprimer.pdf`, file]) {
      const answer = await other.page.request.get(path, { maxRedirects: 0 });
      assert.ok(index === 0 ? answer.status() === 404 : [303, 307, 401, 404].includes(answer.status()), `${answer.status()} ${path}`);
      assert.doesNotMatch(await answer.text(), /Müller/);
    }
  }
  await others[0].page.goto(href);
  await look(others[0].page, 'not found, for an agent');
  assert.doesNotMatch(await text(others[0].page), new RegExp(reference));

  // A token changed by one sign opens nothing.
  const wrong = (url) => url.replace(/\/(?:suivi|d)\/\w+/, (all) => all.slice(0, -1) + (all.endsWith('0') ? '1' : '0'));
  for (const path of [follow, `${follow}/recu.pdf`, draft]) {
    const answer = await others[1].page.request.get(wrong(path), { maxRedirects: 0 });
    assert.equal(answer.status(), 404, wrong(path));
    assert.doesNotMatch(await answer.text(), new RegExp(reference));
  }
  for (const one of [home, desk, ...others]) await one.context.close();
});
