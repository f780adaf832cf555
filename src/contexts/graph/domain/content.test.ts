import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { Content } from './content.ts';

const refused = (text: string, limit?: number) => assert.throws(() => Content(text, limit), { code: 'graph.bad-content' });

test('content is kept to the byte', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      fc.pre(!text.includes('\0'));
      assert.equal(Content(text), text);
    }),
  ));

test('content may be empty', () => assert.equal(Content(''), ''));

test('content has at most 1,048,576 characters, an emoji being one', () => {
  assert.equal(Content('🧠'.repeat(1_048_576)).length, 2_097_152);
  refused('a'.repeat(1_048_577));
  refused('🧠'.repeat(1_048_577));
  refused(`${'🧠'.repeat(1_048_575)}ab`);
});

test('the limit of content can be set', () => {
  assert.equal(Content('abc', 3), 'abc');
  refused('abcd', 3);
});

test('content holds neither NUL nor half of a surrogate pair', () => {
  for (const text of ['a\0b', '\ud83e', 'a\udde0']) refused(text);
});
