// Starts a real OpenID provider beside a guichet whose agents or citizens come in by it. It lies on another site than guichet, as browsers see it.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { press } from './browser.mjs';
import { freePort, startServer } from './server.mjs';

const SECRET = 'un secret assez long';

/**
 * Both, running. `settings`: the file of providers, given the issuer; `door`: where its logins come in, `/agents/connexion` say; `id`: the
 * provider's; `userinfo`: the algorithm that signs it; `accounts`: what it says of whom; `strict`: as FranceConnect is; `args`: of the server
 * besides.
 */
export async function startProvider({ id, door, settings, userinfo, accounts, strict = false, args = [] }) {
  const folder = await mkdtemp(join(tmpdir(), 'guichet-provider-'));
  const port = await freePort();
  const file = join(folder, 'fournisseurs.yaml');
  await writeFile(file, settings(`http://localhost:${port}`));
  const server = await startServer({ args: ['--identity-providers', file, ...args], env: { [`GUICHET_IDENTITY_${id.toUpperCase()}_SECRET`]: SECRET } });
  const client = {
    client_id: 'guichet',
    client_secret: SECRET,
    redirect_uris: [`${server.origin}${door}/par/${id}/retour`],
    post_logout_redirect_uris: [`${server.origin}${door}`],
    token_endpoint_auth_method: 'client_secret_post',
    id_token_signed_response_alg: 'ES256',
    userinfo_signed_response_alg: userinfo,
  };
  const program = fileURLToPath(new URL('../provider/provider.mjs', import.meta.url));
  const provider = spawn('node', [program, JSON.stringify({ clients: [client], accounts, port, host: 'localhost', strict })], { stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise((done, failed) => {
    provider.stdout.once('data', done);
    provider.once('exit', () => failed(new Error('the provider ended early: is it installed? `make tools`')));
  });
  return {
    server,
    /** A folder that goes with it. */
    folder,
    /** From the login to the provider, which asks who one is; what one answers. */
    async identify(page, name) {
      await press(page, `#par-${id}`);
      await page.waitForURL(/localhost:\d+\/connexion\//);
      if (name) await page.locator('[name="login"]').fill(name);
      await page.locator(name ? 'button:not([name])' : 'button[name="refuse"]').click();
      await page.waitForURL((url) => url.origin === server.origin);
    },
    async stop() {
      await server.stop();
      provider.stdin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
