import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { Alias, Aliases } from './alias.ts';

const refused = (text: string) => assert.throws(() => Alias(text), { code: 'graph.bad-alias' });

test('an alias follows the rules of a title', () => {
  assert.equal(Alias(' Cafe\u0301 '), 'Caf\u00e9');
  for (const text of ['', '  ', 'a\nb', 'a\0', '\udc00', 'a'.repeat(256)]) refused(text);
});

test('a note has each alias once, in order', () => assert.deepEqual(Aliases(['b', 'a', ' b ']), ['b', 'a']));

test('a note has at most 50 aliases', () => {
  const names = Array.from({ length: 51 }, (_, index) => `name ${index}`);
  assert.equal(Aliases(names.slice(1)).length, 50);
  assert.throws(() => Aliases(names), { code: 'graph.too-many-aliases' });
});

test('an alias made from an alias is the same alias', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), (text) => {
      fc.pre(text.trim() !== '');
      assert.equal(Alias(Alias(text)), Alias(text));
    }),
  ));
