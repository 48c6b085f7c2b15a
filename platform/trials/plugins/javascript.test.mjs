// Plugins in JavaScript, as an author makes them: the kit's project and the example are built with npm, and decide and compute in a démarche.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { exampleProject, examplePlays, guichet, inFolder, plays, project, refused, run } from './kit.mjs';

/** Installs, tests and builds with npm; gives the file. */
function built(made, name) {
  run(made, 'npm', 'install', '--no-audit', '--no-fund', '--loglevel=error');
  run(made, 'npm', 'test', '--silent');
  run(made, 'npm', 'run', '--silent', 'build');
  const plugin = join(made, `${name}.wasm`);
  assert.ok(statSync(plugin).size < 4 << 20);
  return plugin;
}

test('a JavaScript plugin is made, built with npm, checked, and decides and computes', () => {
  inFolder((folder) => {
    const { told, made } = project(folder, 'js');
    assert.match(told, /npm run build/);
    assert.equal(refused(folder, guichet, 'plugin', 'new', '--lang', 'js', 'prix-plein').status, 2, 'nothing is written over');
    for (const name of ['package.json', 'plugin.js', 'README.md', 'wit/guichet-plugin.wit', '.gitignore']) {
      assert.doesNotMatch(readFileSync(join(made, name), 'utf8'), /mon-plugin/, name);
    }
    plays(folder, built(made, 'prix-plein'));
  });
});

test('the example of a rule on the age of vehicles is built and its scenarios hold', () => {
  inFolder((folder) => {
    const made = exampleProject(folder, 'age-du-vehicule');
    examplePlays(folder, 'age-du-vehicule', 'collection', built(made, 'age-du-vehicule'));
  });
});

test('a Rust project bears its name, and a language is asked for', () => {
  inFolder((folder) => {
    run(folder, guichet, 'plugin', 'new', 'age-du-vehicule', '--lang=rust');
    assert.match(readFileSync(join(folder, 'age-du-vehicule/Cargo.toml'), 'utf8'), /name = "age-du-vehicule"/);
    assert.match(readFileSync(join(folder, 'age-du-vehicule/README.md'), 'utf8'), /release\/age_du_vehicule\.wasm/);
    const unsaid = refused(folder, guichet, 'plugin', 'new', 'x');
    assert.equal(unsaid.status, 2);
    assert.match(unsaid.said, /--lang js.*\[cli\.missing_value\]/s);
    assert.match(refused(folder, guichet, 'check', '--lang', 'rust', '.').said, /\[cli\.bad_value\]/);
    assert.match(refused(folder, guichet, 'plugin', 'new', '--lang', 'js', '../x').said, /\[cli\.bad_id\]/);
  });
});
