// The plugin kit, as an author uses it: the project is made, built with npm, and decides and computes in a démarche.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const guichet = process.env.GUICHET_BIN;

function run(folder, program, ...arguments_) {
  // The author's own tests are no part of these.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = { cwd: folder, encoding: 'utf8', env: { ...env, LANG: 'fr_FR.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'] };
  return execFileSync(program, arguments_, options);
}

/** What a refused command said, and its exit code. */
function refused(folder, program, ...arguments_) {
  try {
    run(folder, program, ...arguments_);
  } catch (error) {
    return { status: error.status, said: error.stderr + error.stdout };
  }
  return assert.fail(`${program} ${arguments_.join(' ')} was not refused`);
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
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: Essai }
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
  'scenarios/trop.yaml': 'answers: { quantite: 11 }\nexpect: { problems: [{ at: quantite, rule: dix }] }\n',
  'scenarios/bien.yaml': 'answers: { quantite: 3 }\nexpect: { no_problems: true, computed: { total: "6.00" } }\n',
};

test('a JavaScript plugin is made, built with npm, checked, and decides and computes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-plugin-'));
  try {
    const told = run(folder, guichet, 'plugin', 'new', '--lang', 'js', 'prix-plein');
    assert.match(told, /npm run build/);
    const project = join(folder, 'prix-plein');
    assert.equal(refused(folder, guichet, 'plugin', 'new', '--lang', 'js', 'prix-plein').status, 2, 'nothing is written over');
    for (const name of ['package.json', 'plugin.js', 'README.md', 'wit/guichet-plugin.wit', '.gitignore']) {
      assert.doesNotMatch(readFileSync(join(project, name), 'utf8'), /mon-plugin/, name);
    }
    run(project, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error');
    run(project, 'npm', 'test', '--silent');
    run(project, 'npm', 'run', '--silent', 'build');
    const plugin = join(project, 'prix-plein.wasm');
    assert.ok(statSync(plugin).size < 4 << 20);

    const demarche = join(folder, 'commande');
    for (const [name, text] of Object.entries(FILES)) {
      mkdirSync(join(demarche, name, '..'), { recursive: true });
      writeFileSync(join(demarche, name), text);
    }
    mkdirSync(join(demarche, 'plugins'));
    copyFileSync(plugin, join(demarche, 'plugins/prix-plein.wasm'));
    run(folder, guichet, 'check', 'commande');
    const played = run(folder, guichet, 'test', 'commande');
    assert.match(played, /0 en échec/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a Rust project bears its name, and a language is asked for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-plugin-'));
  try {
    run(folder, guichet, 'plugin', 'new', 'age-du-vehicule', '--lang=rust');
    assert.match(readFileSync(join(folder, 'age-du-vehicule/Cargo.toml'), 'utf8'), /name = "age-du-vehicule"/);
    assert.match(readFileSync(join(folder, 'age-du-vehicule/README.md'), 'utf8'), /release\/age_du_vehicule\.wasm/);
    const unsaid = refused(folder, guichet, 'plugin', 'new', 'x');
    assert.equal(unsaid.status, 2);
    assert.match(unsaid.said, /--lang js.*\[cli\.missing_value\]/s);
    assert.match(refused(folder, guichet, 'check', '--lang', 'rust', '.').said, /\[cli\.bad_value\]/);
    assert.match(refused(folder, guichet, 'plugin', 'new', '--lang', 'js', '../x').said, /\[cli\.bad_id\]/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
