// Starts guichet as people do, on an empty folder and a free port, and stops it at the end.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const binary = process.env.GUICHET_BIN ? resolve(process.env.GUICHET_BIN) : fileURLToPath(new URL('../../../target/debug/guichet', import.meta.url));

export async function freePort() {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

/** Everybody in the demonstration has this one. */
export const PASSWORD = 'demonstration-2026';

/** Runs another command of the binary on a server's data. */
export async function guichet(server, ...args) {
  const { stdout } = await promisify(execFile)(binary, [...args, '--data', server.data]);
  return stdout;
}

/** A running server: its origin, its data folder, and `stop`. */
export async function startServer({ args = [], env = {} } = {}) {
  const data = await mkdtemp(join(tmpdir(), 'guichet-trial-'));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const child = spawn(
    binary,
    ['serve', '--demo', '--listen', `127.0.0.1:${port}`, '--data', data, '--public-url', origin, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  let ended = false;
  child.once('exit', () => (ended = true));
  const until = Date.now() + 60_000;
  for (;;) {
    if (ended) throw new Error(`the server ended early:\n${printed}`);
    if (Date.now() > until) throw new Error(`the server is not ready:\n${printed}`);
    const ready = await fetch(`${origin}/readyz`).then((answer) => answer.ok, () => false);
    if (ready) break;
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    origin,
    data,
    printed: () => printed,
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await gone;
      await rm(data, { recursive: true, force: true });
    },
  };
}
