import assert from 'node:assert/strict';
import { test } from 'vitest';
import { table } from './table.ts';
import { oneLine, pad, printable, textWidth, truncate } from './text-width.ts';

test('columns stand below each other, whatever the script', () =>
  assert.deepEqual(
    table(
      [{}, { align: 'right' }],
      [
        ['東京', '1'],
        ['Paris', '22'],
        ['👩‍👩‍👧', '3'],
      ],
      80,
    ),
    ['東京    1', 'Paris  22', '👩‍👩‍👧      3'],
  ));

test('a narrow terminal shortens the columns that give way, and only as far as needed', () => {
  const rows = [['a title that is long', 'id-1']];
  assert.deepEqual(table([{ least: 5 }, {}], rows, 20), ['a title that…   id-1']);
  assert.deepEqual(table([{ least: 5 }, {}], rows, 80), ['a title that is long  id-1']);
  assert.deepEqual(table([{ least: 5 }, {}], rows, 3), ['a ti…  id-1']);
});

test('a text is cut between letters, never inside one', () => {
  assert.equal(truncate('e\u0301e\u0301e\u0301e\u0301', 3), 'e\u0301e\u0301…');
  assert.equal(truncate('東京都庁', 6), '東京…');
  assert.equal(textWidth('\u001b[1mbold\u001b[22m'), 4);
  assert.equal(pad('東', 4, 'right'), '  東');
});

test('a note cannot steer the terminal', () => {
  assert.equal(printable('a\u001b[2Jb\u0007c\u009b1mok\n\tend'), 'abcok\n\tend');
  assert.equal(oneLine(' a\r\n\t b\u001b]0;title\u0007 '), 'a b');
});
