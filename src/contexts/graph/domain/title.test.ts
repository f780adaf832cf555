import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { fits } from './characters.ts';
import { nearestTitle, Title } from './title.ts';

const anyText = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 }).map((units) => String.fromCharCode(...units));
const refused = (text: string) => assert.throws(() => Title(text), { code: 'graph.bad-title', kind: 'invalid' });

test('a title is trimmed and composed', () => assert.equal(Title('  Cafe\u0301 \n'), 'Caf\u00e9'));

test('a title has 1 to 255 characters, an emoji being one', () => {
  refused('');
  refused(' \n\t ');
  refused('a'.repeat(256));
  refused('🧠'.repeat(256));
  assert.equal(Title('🧠'.repeat(255)).length, 510);
});

test('a title has no control character and no half of a surrogate pair', () => {
  for (const text of ['a\0b', 'a\nb', 'a\u0085b', 'a\u007fb', '\ud800', 'a\udc00b']) refused(text);
});

test('a title made from a title is the same title', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
      const once = nearestTitle(text);
      if (once !== undefined) assert.equal(Title(once), once);
    }),
  ));

test('every text has a nearest title or none, and never fails', () =>
  fc.assert(
    fc.property(anyText, (text) => {
      const title = nearestTitle(text);
      if (title === undefined) return;
      assert.ok(title.isWellFormed() && fits(title, 255) && title.trim() === title && title.normalize('NFC') === title);
    }),
  ));

test('the nearest title of several lines is one line, cut to length', () => {
  assert.equal(nearestTitle(' a\r\n\tb\0 '), 'a b');
  assert.equal(nearestTitle('🧠'.repeat(300)), '🧠'.repeat(255));
  assert.equal(nearestTitle('\0 \n'), undefined);
});
