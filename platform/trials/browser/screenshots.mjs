// Takes the pictures of the README from a demonstration: `node platform/trials/browser/screenshots.mjs`. Needs pdftoppm for the receipt.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PASSWORD, startServer } from './server.mjs';
import { citizen, fill, launch, press } from './browser.mjs';
import { changement, pdf, recensement } from './demarches.mjs';
import { confirm, walk } from './walk.mjs';

const images = fileURLToPath(new URL('../../../wiki/images/', import.meta.url));
const MOST = 150_000;

await mkdir(images, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'guichet-images-'));
const [server, browser] = await Promise.all([startServer(), launch()]);
try {
  const desk = await citizen(browser, server.origin, { width: 1280 });
  await desk.page.goto('/');
  await desk.page.screenshot({ path: join(images, 'catalogue.png'), clip: { x: 0, y: 0, width: 1280, height: 640 } });

  const phone = await citizen(browser, server.origin);
  const steps = recensement(await pdf(folder, 'piece-identite.pdf'));
  await walk(phone.page, 'recensement-citoyen', steps, { until: 'filiation' });
  await fill(phone.page, steps[2][1]);
  await phone.page.evaluate(() => scrollTo(0, 0));
  await phone.page.screenshot({ path: join(images, 'page.png') });

  let receipt;
  for (let count = 0; count < 3; count += 1) {
    await walk(desk.page, 'recensement-citoyen', steps);
    ({ follow: receipt } = await confirm(desk.page));
  }
  for (let count = 0; count < 2; count += 1) {
    const moved = changement();
    Object.assign(moved[2][1], { 'nouvelle_adresse.code_postal': '31000', 'nouvelle_adresse.commune': 'Toulouse' });
    await walk(desk.page, 'changement-coordonnees', moved);
    await confirm(desk.page);
  }

  const document = join(folder, 'receipt.pdf');
  await writeFile(document, await (await desk.page.request.get(`${receipt}/recu.pdf`)).body());
  execFileSync('pdftoppm', ['-png', '-r', '80', '-f', '1', '-l', '1', '-singlefile', document, join(images, 'receipt')]);

  await desk.page.goto('/agents');
  await fill(desk.page, { email: 'agent.99910000100018-accueil@exemple.fr', password: PASSWORD });
  await press(desk.page, 'main form button.first');
  // One of each: opened, treated, in progress, still new.
  for (const status of ['done', 'in_progress', '']) {
    await press(desk.page, 'tbody tr.new th a');
    if (status) {
      await fill(desk.page, { status, message: 'Votre dossier est complet.' });
      await press(desk.page, '.act form button.first');
    }
    await desk.page.goto('/agents');
  }
  await desk.page.screenshot({ path: join(images, 'inbox.png'), clip: { x: 0, y: 0, width: 1280, height: 620 } });

  for (const name of ['catalogue', 'page', 'receipt', 'inbox']) {
    const { size } = await stat(join(images, `${name}.png`));
    if (size > MOST) throw new Error(`${name}.png: ${size} bytes`);
    process.stdout.write(`${name}.png: ${size} bytes\n`);
  }
} finally {
  await browser.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
