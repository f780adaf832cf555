import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { test } from 'vitest';
import { marked } from './highlight.ts';

const shown = (highlights: unknown, width = 80) => marked(highlights, width).map((line) => stripVTControlCharacters(line));

test('a passage keeps its words and spaces around those set off', () =>
  assert.deepEqual(
    shown([
      {
        text: 'the slip box\nof Luhmann',
        ranges: [
          [4, 8],
          [16, 23],
        ],
      },
    ]),
    ['the slip box of Luhmann'],
  ));

test('ranges that make no sense are passed over', () =>
  assert.deepEqual(shown([{ text: 'plain', ranges: [[3, 1], ['x', 2], 7, [2, 4]] }, { text: '' }, 5]), ['plain']));

test('a passage longer than the line is cut', () =>
  assert.deepEqual(shown([{ text: 'one two three', ranges: [[4, 7]] }], 9), ['one two…']));
