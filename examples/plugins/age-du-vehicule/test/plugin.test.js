// Le plugin seul, avant de le construire : npm test.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { rules } from '../plugin.js';

const context = { today: '2026-03-01', language: 'fr', rule: 'trente-ans', at: 'vehicules' };
const answers = (...vehicules) => ({ list: [], json: JSON.stringify({ vehicules }) });
const codes = (...vehicules) => rules.check(answers(...vehicules), context).map(({ at, code }) => `${at} ${code}`);

test('trente ans le jour même suffisent, un jour de moins non', () => {
  assert.deepEqual(codes({ mise_en_circulation: '1996-03-01' }), []);
  assert.deepEqual(codes({ mise_en_circulation: '1996-03-02' }), ['vehicules.0.mise_en_circulation age.trop-jeune']);
  // 2026 n'a pas de 29 février.
  assert.deepEqual(codes({ mise_en_circulation: '1996-02-29' }), []);
  const veille = { ...context, today: '2026-02-28' };
  const [faute] = rules.check(answers({ mise_en_circulation: '1996-02-29' }), veille);
  assert.match(faute.message, /le 1er mars 2026\.$/);
});

test('une carte grise n’est pas plus vieille que son véhicule', () => {
  assert.deepEqual(codes({ mise_en_circulation: '1985-06-01', formule: '2019AB12345' }), []);
  assert.deepEqual(codes({}, { mise_en_circulation: '1985-06-01', formule: '1984AB12345' }), ['vehicules.1.formule age.formule']);
});

test('sans réponse, rien à redire', () => {
  assert.deepEqual(rules.check({ list: [], json: '{}' }, context), []);
  assert.deepEqual(codes({}, { formule: '2019AB12345' }), []);
});

test('la langue est celle de l’usager', () => {
  const [faute] = rules.check(answers({ mise_en_circulation: '2020-10-12' }), { ...context, language: 'en' });
  assert.match(faute.message, /^A collector's vehicle .* on 2050-10-12\.$/);
});
