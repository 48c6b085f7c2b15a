// What the tests of a file share: one server, one browser, one folder for what is attached.
import { after, before } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from './server.mjs';
import { launch } from './browser.mjs';

export let server;
export let browser;
export let folder;

/** Opens them before the file's first test and closes them after its last. */
export function stage() {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'guichet-files-'));
    [server, browser] = await Promise.all([startServer(), launch()]);
  });

  after(async () => {
    await browser?.close();
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
}
