// What the trials of plugins share: an author's commands, a démarche for the kit's model, an example with its démarche.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const guichet = process.env.GUICHET_BIN;
export const root = resolve(import.meta.dirname, '../../..');

/** What a command said. */
export function run(folder, program, ...arguments_) {
  // The author's own tests are no part of these. What cargo builds is kept for the next time.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { cwd: folder, encoding: 'utf8', env: { ...env, CARGO_TARGET_DIR: join(root, 'target/plugins'), LANG: 'fr_FR.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] };
  return execFileSync(program, arguments_, options);
}

/** What a refused command said, and its exit code. */
export function refused(folder, program, ...arguments_) {
  try {
    run(folder, program, ...arguments_);
  } catch (error) {
    return { status: error.status, said: error.stderr + error.stdout };
  }
  return assert.fail(`${program} ${arguments_.join(' ')} was not refused`);
}

/** Does something in a folder of its own. */
export function inFolder(act) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-plugin-'));
  try {
    act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const FILES = {
  'demarche.yaml': `demarche: commande
title: Commande
summary: Commander des objets.
agency: ville-exemple
applicants: [particulier]
purpose: Commander.
kind: information
authority: { name: Mairie, address: "1 place de la Mairie, 31000 Toulouse", email: mairie@exemple.fr, phone: "05 61 00 00 00" }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }
pages: [{ id: un, title: Un, fields: [quantite, total] }]
rules:
  - { id: dix, plugin: plugins/prix-plein.wasm, reads: [quantite], at: quantite, message: Vérifiez., if_missing: pass, if_unavailable: refuse }
computed:
  total: { plugin: plugins/prix-plein.wasm, reads: [quantite] }
recipients: [{ id: mairie, title: Mairie, to: { organisation: "21310555400017", branch: STAT }, receives: [quantite, total], formats: [json], statuses: [received, done, refused] }]
`,
  'schema.yaml': `type: object
required: [quantite, total]
properties:
  quantite: { title: Quantité, type: integer, minimum: 1, maximum: 100 }
  total: { title: Total, type: number, minimum: 0, maximum: 1000, multipleOf: 0.01 }
`,
  'scenarios/trop.yaml': 'answers: { quantite: 11 }\nexpect: { problems: [{ at: quantite, rule: dix }], plugins: { dix: refuse } }\n',
  'scenarios/bien.yaml': 'answers: { quantite: 3 }\nexpect: { no_problems: true, computed: { total: "6.00" } }\n',
};

/** Makes a project of the kit, named prix-plein; gives its folder. */
export function project(folder, language) {
  const told = run(folder, guichet, 'plugin', 'new', '--lang', language, 'prix-plein');
  assert.match(told, /est prêt/);
  return { told, made: join(folder, 'prix-plein') };
}

/** Holds a démarche to the plugin that the kit's model became. */
export function plays(folder, plugin) {
  const demarche = join(folder, 'commande');
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(join(demarche, name, '..'), { recursive: true });
    writeFileSync(join(demarche, name), text);
  }
  mkdirSync(join(demarche, 'plugins'), { recursive: true });
  copyFileSync(plugin, join(demarche, 'plugins/prix-plein.wasm'));
  run(folder, guichet, 'check', 'commande');
  assert.match(run(folder, guichet, 'test', 'commande'), /0 en échec/);
}

/** Holds an example's démarche, copied, to the plugin built of the example: sound, without a warning, and its scenarios hold. */
export function examplePlays(folder, example, demarche, plugin) {
  cpSync(join(root, 'examples/plugins', example, demarche), join(folder, demarche), { recursive: true });
  mkdirSync(join(folder, demarche, 'plugins'), { recursive: true });
  copyFileSync(plugin, join(folder, demarche, 'plugins', `${example}.wasm`));
  assert.match(run(folder, guichet, 'check', demarche), /0 faute, 0 avertissement/);
  const played = run(folder, guichet, 'test', demarche);
  assert.match(played, /0 en échec/);
  assert.doesNotMatch(played, /^0 scénario/m);
}

/** The project of an example, with the contract where the repository has it and without what was built. */
export function exampleProject(folder, example) {
  const made = join(folder, 'examples/plugins', example);
  const built = /node_modules|[/\\]target([/\\]|$)|\.wasm$/;
  cpSync(join(root, 'examples/plugins', example), made, { recursive: true, filter: (path) => !built.test(path) });
  cpSync(join(root, 'platform/plugins/wit'), join(folder, 'platform/plugins/wit'), { recursive: true });
  assert.ok(readFileSync(join(made, 'README.md'), 'utf8').startsWith(`# ${example} : `));
  return made;
}
