// Plugins in Rust, as an author makes them: the kit's project and the example pass their own tests, are built by build-rust.sh, and decide and
// compute in a démarche. Run by `make soak`: the compiler's standard library for WebAssembly is compiled first where it is not to be had.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { exampleProject, examplePlays, inFolder, plays, project, root, run } from './kit.mjs';

const BUILD = join(root, 'platform/trials/plugins/build-rust.sh');

/** Tests with cargo and builds; gives the file. */
function built(folder, made, name) {
  run(made, 'cargo', 'test', '--quiet');
  const plugin = join(folder, `${name}.wasm`);
  run(root, BUILD, made, plugin);
  return plugin;
}

test('a Rust plugin is made, built with cargo, checked, and decides and computes', () => {
  inFolder((folder) => {
    const { made } = project(folder, 'rust');
    for (const name of ['Cargo.toml', 'src/lib.rs', 'README.md', 'wit/guichet-plugin.wit', '.gitignore']) {
      assert.doesNotMatch(readFileSync(join(made, name), 'utf8'), /mon-plugin/, name);
    }
    plays(folder, built(folder, made, 'prix-plein'));
  });
});

test('the example that computes a family quotient is built and its scenarios hold', () => {
  inFolder((folder) => {
    const made = exampleProject(folder, 'quotient-familial');
    examplePlays(folder, 'quotient-familial', 'cantine', built(folder, made, 'quotient-familial'));
  });
});
