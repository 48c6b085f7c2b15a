// A provider of OpenID Connect on the loopback, as an agency would run one: oidc-provider, with people who type their name and nothing else.
// node provider.mjs '{"clients": […], "accounts": {"anne": {"sub": "…", "email": "…", "email_verified": true, "acr": "…", "amr": ["…"]}}}'
// `"strict": true` has it be as FranceConnect is: no question without a level or with a nonce too short, none with a parameter that it does not
// know (PKCE's among them): these end on a page of its own; codes and tokens live for seconds.
// Prints its issuer on a line of its own, and ends with its standard input.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

// What it has to say to operators is of no use to tests, and nobody reads what it prints after its issuer.
console.info = console.warn = () => undefined;

const { clients, accounts, port = 0, host = '127.0.0.1', strict = false } = JSON.parse(process.argv[2]);

const key = (kid, alg, kind, options) => ({ ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }), kid, alg, use: 'sig' });
const keys = [key('courbe', 'ES256', 'ec', { namedCurve: 'P-256' }), key('rsa', 'RS256', 'rsa', { modulusLength: 2048 })];

const server = createServer();
await new Promise((done) => server.listen(port, '127.0.0.1', done));
const issuer = `http://${host}:${server.address().port}`;

const account = (sub) => Object.values(accounts).find((one) => one.sub === sub);
const provider = new Provider(issuer, {
  clients,
  jwks: { keys },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256'], userinfoSigningAlgValues: ['RS256', 'ES256'] },
  acrValues: ['eidas1', 'eidas2', 'eidas3'],
  claims: { acr: null, amr: null, auth_time: null, iss: null, sid: null, openid: ['sub'], email: ['email', 'email_verified'], given_name: ['given_name'], usual_name: ['usual_name'], siret: ['siret'], organizational_unit: ['organizational_unit'], preferred_username: ['preferred_username'], identite_pivot: ['given_name', 'given_name_array', 'family_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'] },
  cookies: { keys: ['essai'] },
  pkce: { required: () => !strict },
  ...(strict ? { ttl: { AuthorizationCode: 30, AccessToken: 60, IdToken: 60 } } : {}),
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    jwtUserinfo: { enabled: true },
    encryption: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource(ctx, form) {
        ctx.body = page('Déconnexion', `${form}<button form="op.logoutForm" name="logout" value="yes">Se déconnecter</button>`);
      },
    },
  },
  findAccount: (_, sub) => (account(sub) ? { accountId: sub, claims: () => ({ ...account(sub) }) } : undefined),
  interactions: { url: (_, interaction) => `/connexion/${interaction.uid}` },
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
    grant.addOIDCScope('openid email given_name usual_name siret organizational_unit preferred_username identite_pivot');
    await grant.save();
    return grant;
  },
  renderError(ctx, out) {
    ctx.type = 'html';
    ctx.body = page('Erreur', `<p id="error">${out.error}</p>`);
  },
});

const page = (title, body) => `<!doctype html><html lang="fr"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1>${body}</html>`;

const KNOWN = ['client_id', 'response_type', 'redirect_uri', 'scope', 'state', 'nonce', 'acr_values', 'prompt', 'claims', 'idp_hint', 'ui_locales'];

/** What a strict provider has against a question. */
function fault(url) {
  const asked = new URL(url, issuer).searchParams;
  const unknown = [...asked.keys()].find((name) => !KNOWN.includes(name));
  if (unknown) return `property ${unknown} should not exist`;
  if (!asked.get('acr_values')) return 'acr_values is missing';
  if ((asked.get('nonce') ?? '').length < 22 || (asked.get('state') ?? '').length < 22) return 'nonce or state too short';
  return undefined;
}

server.on('request', async (request, response) => {
  const wrong = strict && request.url.startsWith('/auth?') && fault(request.url);
  if (wrong) {
    response.writeHead(400, { 'content-type': 'text/html; charset=utf-8' });
    return response.end(page('Erreur Y000400', `<p id="error">${wrong}</p>`));
  }
  if (!request.url.startsWith('/connexion/')) return provider.callback()(request, response);
  if (request.method === 'GET') {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    return response.end(page('Qui êtes-vous ?', '<form method="post"><label>Nom <input name="login"></label> <button>Entrer</button> <button name="refuse" value="1">Renoncer</button></form>'));
  }
  let posted = '';
  for await (const chunk of request) posted += chunk;
  const form = new URLSearchParams(posted);
  const who = accounts[form.get('login')];
  if (form.has('refuse') || !who) return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'user authentication aborted' });
  return provider.interactionFinished(request, response, { login: { accountId: who.sub, acr: who.acr, amr: who.amr } });
});

process.stdout.write(`${issuer}\n`);
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
