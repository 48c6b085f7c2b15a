// Le plugin seul, avant de le construire : npm test.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rules } from '../plugin.js';

const answers = (quantite) => ({ list: [], json: JSON.stringify({ quantite }) });
const context = { today: '2026-03-01', language: 'fr', rule: 'dix-au-plus', at: 'quantite' };

test('dix passent, onze non', () => {
  assert.deepEqual(rules.check(answers(10), context), []);
  assert.equal(rules.check(answers(11), context)[0].code, 'quantite.trop');
});

test('chaque unité coûte deux euros', () => {
  assert.deepEqual(rules.compute(answers(3), context), [{ at: 'total', json: '"6.00"' }]);
  assert.deepEqual(rules.compute({ list: [], json: '{}' }, context), []);
});
