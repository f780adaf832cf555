import { expect, test } from 'vitest';
import { processorTime } from '#testing/processor-time';
import { prose } from './prose.ts';

const shown = (content: string): readonly string[] => prose(content).map(({ text }) => text.replace(/\s+/g, ' ').trim());

test('front matter is no text, wherever it ends properly', () => {
  expect(shown('---\ntitle: Secret\n---\nText')).toEqual(['Text']);
  expect(shown('\ufeff---\r\ntitle: Secret\r\n...\r\nText')).toEqual(['Text']);
  expect(shown('---\ntitle: open')).toEqual(['---', 'title: open']);
});

test('code is no text, fenced or between backticks', () => {
  expect(shown('before\n```js\nconst a = 1;\n```\nafter')).toEqual(['before', 'after']);
  expect(shown('- ~~~~\n  [[not a link]]\n  ~~~\n  ~~~~\nafter')).toEqual(['after']);
  expect(shown('a `b` c ``d ` e`` f')).toEqual(['a c f']);
  expect(shown('a lone ` backtick')).toEqual(['a lone ` backtick']);
  expect(shown('```inline``` stays a line')).toEqual(['stays a line']);
});

test('an open fence hides the rest', () => expect(shown('before\n```\nhidden')).toEqual(['before']));

test('of a link only its words are read', () => {
  expect(shown('See [the docs](https://x.org/a_(b)?q=1 "Title") and ![a map](map.png).')).toEqual([
    'See [the docs] and ![a map].',
  ]);
  expect(shown('Go to https://x.org/path?q=1, or www.x.org now')).toEqual(['Go to or now']);
  expect(shown('<b class="x">Bold</b> <https://x.org>')).toEqual(['Bold']);
});

test('a wiki-link leaves what it shows, and where', () => {
  const [line] = prose('A [[Graph Theory|theory]] and ![[Note#Part]]');
  expect(line?.text).toBe('A theory and !Note#Part');
  expect(line?.links).toEqual([2, 8, 14, 23]);
});

test('unpaired brackets stay as they are', () => expect(shown('[[a ]b] [[c]] ]] [[')).toEqual(['[[a ]b] c ]] [[']));

test('lines keep their numbers', () => expect(prose('---\na: b\n---\n\none\n\ntwo').map(({ number }) => number)).toEqual([4, 6]));

const mebibyte = 2 ** 20;
const fill = (piece: string): string => piece.repeat(Math.ceil(mebibyte / piece.length));

test.each([
  ['backtick runs of every length', Array.from({ length: 1_448 }, (_, i) => '`'.repeat(i + 1)).join(' ')],
  ['opening wiki-links', fill('[[')],
  ['opening wiki-links and one end', `${fill('[[')}]]`],
  ['ends of wiki-links', fill(']]')],
  ['ends of wiki-links apart', fill(']] ')],
  ['link targets that never end', fill('](')],
  ['link targets and one end', `${fill('](')})`],
  ['nested targets', `${fill('](')}${fill(')')}`],
  ['tags that never end', fill('<a ')],
  ['angle brackets', fill('<')],
  ['schemes', fill('a.')],
  ['scheme ends', fill('://')],
  ['scheme ends apart', fill('a:// ')],
  ['www', fill('www.')],
  ['fences in quotes', fill('> ')],
  ['white space', fill(' \t')],
  ['dashes', `---${fill(' ')}x`],
  ['list numbers', fill('1. ')],
  ['lines', fill('\n')],
  ['fence lines', fill('```\n~~~\n')],
])('a mebibyte of %s is read in well under a second', (_, content) => {
  expect(processorTime(() => prose(content))).toBeLessThan(1_000);
});
