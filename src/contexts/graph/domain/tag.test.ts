import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { isTagText, Tag, tagKey, Tags } from './tag.ts';

const refused = (text: string) => {
  assert.throws(() => Tag(text), { code: 'graph.bad-tag' });
  assert.equal(isTagText(text), false);
};

test('a tag loses its leading #', () => assert.equal(Tag('#project'), 'project'));

test('a tag is written in any script, with digits, emoji, "_", "-" and parts divided by "/"', () => {
  for (const text of [
    'a',
    'été',
    '日本語',
    'हिन्दी',
    'العربية',
    '1a',
    'y2026',
    'planning/2026',
    'to-do',
    'to_do',
    '🧠',
    '👩‍💻',
    '❤️',
    '🇩🇪',
    '1️⃣',
  ])
    assert.equal(Tag(text), text.normalize('NFC'));
});

test('a number is not a tag', () => {
  for (const text of ['1', '2026', '#12', '١٢', '20/26']) refused(text);
});

test('spaces, punctuation, control characters and empty parts do not belong in a tag', () => {
  for (const text of [
    '',
    '#',
    'a b',
    'a.b',
    '##a',
    'a#b',
    '/a',
    'a/',
    'a//b',
    'a\0',
    '\ud800',
    '\u200d',
    '\ufe0f',
    '\u0301',
    '-\n-',
  ])
    refused(text);
});

test('a tag has at most 100 characters', () => {
  assert.equal(Tag('🧠'.repeat(100)).length, 200);
  refused('a'.repeat(101));
});

test('a note has each tag once, whatever its case, in the spelling that came first', () =>
  assert.deepEqual(Tags(['Work', '#work', 'WORK', 'play', 'cafe\u0301', 'caf\u00e9']), ['Work', 'play', 'caf\u00e9']));

test('a note has at most 50 tags', () => {
  const tags = Array.from({ length: 51 }, (_, index) => `t${index}`);
  assert.equal(Tags(tags.slice(1)).length, 50);
  assert.throws(() => Tags(tags), { code: 'graph.too-many-tags' });
});

test('a tag made from a tag is the same tag, composed and with the same key', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (text) => {
      fc.pre(isTagText(text));
      const tag = Tag(text);
      assert.equal(Tag(tag), tag);
      assert.equal(Tag(`#${tag}`), tag);
      assert.equal(tag.normalize('NFC'), tag);
      assert.equal(tagKey(tag).toLowerCase().normalize('NFC'), tagKey(tag));
    }),
  ));
