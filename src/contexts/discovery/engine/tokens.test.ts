import { expect, test } from 'vitest';
import { eachToken, tokensOf } from './tokens.ts';

test('words are runs of letters and digits of any script, in lower case', () =>
  expect(tokensOf('Ärger, naïve ΣΟΦΙΑ 3D-Druck e_mail Привет!')).toEqual([
    'ärger',
    'naïve',
    'σοφια',
    '3d',
    'druck',
    'e',
    'mail',
    'привет',
  ]));

test('a letter and its combining mark are the same word as the composed letter', () =>
  expect(tokensOf('cafe\u0301')).toEqual(tokensOf('caf\u00e9')));

test('the Turkish dotted capital finds what people type', () => expect(tokensOf('İstanbul')).toEqual(['istanbul']));

test('Chinese, Japanese and Korean become overlapping pairs, also beside Latin letters', () => {
  expect(tokensOf('知識管理')).toEqual(['知識', '識管', '管理']);
  expect(tokensOf('AI技術 本')).toEqual(['ai', '技術', '本']);
  expect(tokensOf('スーパー')).toEqual(['スー', 'ーパ', 'パー']);
  expect(tokensOf('한국어')).toEqual(['한국', '국어']);
  expect(tokensOf('𠀋𠀌𠀍')).toEqual(['𠀋𠀌', '𠀌𠀍']);
});

test('emoji, NUL and lone surrogates part words and are none', () =>
  expect(tokensOf('a🎉b\0c\ud800d')).toEqual(['a', 'b', 'c', 'd']));

test('a run too long for a word is left out', () => expect(tokensOf(`start ${'x'.repeat(65)} end`)).toEqual(['start', 'end']));

test('every word stands where it is said to stand', () => {
  const text = 'One two 知識管理 AI技術';
  const places: string[] = [];
  eachToken(text, (word, start, end) => places.push(`${word}=${text.slice(start, end).toLowerCase()}`));
  for (const place of places) expect(place.split('=')[0]).toBe(place.split('=')[1]);
});
