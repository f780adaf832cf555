import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { asText } from './as-text.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, big: boolean) => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return big ? bytes.swap16() : bytes;
};
const problem = (bytes: Uint8Array, limit?: number) => {
  const reading = asText(bytes, limit);
  return 'problem' in reading ? reading.problem.code : assert.fail('This was read as text.');
};

test('UTF-8 is read as it stands, line ends included', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.startsWith('\uFEFF'));
      assert.deepEqual(asText(utf8(text)), { text });
      assert.deepEqual(asText(utf8(`a\r\n${text}\r`)), { text: `a\r\n${text}\r` });
    }),
  ));

test('an empty file is an empty note', () => assert.deepEqual(asText(new Uint8Array()), { text: '' }));

test('a byte order mark says how to read the file, and is not part of the text', () => {
  assert.deepEqual(asText(utf8('\uFEFFgrün 🧠')), { text: 'grün 🧠' });
  for (const big of [false, true]) assert.deepEqual(asText(utf16('grün 🧠\r\n', big)), { text: 'grün 🧠\r\n' });
});

test('text in another encoding is refused with its reason', () => {
  assert.equal(problem(Buffer.from('Gr\xfc\xdfe aus K\xf6ln, nicht in UTF-8', 'latin1')), 'bad-encoding');
  assert.equal(problem(Uint8Array.of(...utf8('half an emoji '), 0xf0, 0x9f, 0xa7)), 'bad-encoding');
  assert.equal(problem(utf16('lone half \ud83e here', false)), 'bad-encoding');
  assert.equal(problem(utf16('odd', false).subarray(0, 7)), 'bad-encoding');
});

test('a file that is not text is refused as such', () => {
  assert.equal(problem(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)), 'binary');
  assert.equal(problem(utf8('text with a NUL\0 in it')), 'binary');
  assert.equal(problem(Uint8Array.from({ length: 400 }, (_, index) => (index % 31) + 1)), 'binary');
});

test('a stray control character does not make a note unreadable', () =>
  assert.deepEqual(asText(utf8(`page one\f${'page two '.repeat(10)}\u001b`)), {
    text: `page one\f${'page two '.repeat(10)}\u001b`,
  }));

test('a note has at most 1,048,576 characters, an emoji being one', () => {
  assert.ok('text' in asText(utf8('🧠'.repeat(1_048_576))));
  assert.equal(problem(utf8('a'.repeat(1_048_577))), 'too-large');
  assert.equal(problem(utf8('🧠'.repeat(1_048_577))), 'too-large');
  assert.equal(problem(new Uint8Array(5 * 1_048_576)), 'too-large');
  assert.equal(problem(utf8('abcd'), 3), 'too-large');
});

test('any bytes are either text that can be stored or a problem', () =>
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      const reading = asText(bytes);
      if ('text' in reading) assert.ok(reading.text.isWellFormed() && !reading.text.includes('\0'));
      else assert.match(reading.problem.message, /\.$/);
    }),
  ));
