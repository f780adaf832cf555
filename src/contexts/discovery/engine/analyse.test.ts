import fc from 'fast-check';
import { expect, test } from 'vitest';
import { analyse } from './analyse.ts';
import { lineStride } from './analysis.ts';
import { processorTime } from '#testing/processor-time';

const note = (content: string, more: { title?: string; aliases?: readonly string[]; language?: string } = {}) =>
  analyse({ title: 'Title', aliases: [], content, ...more });

const stemsOf = (content: string, language?: string): readonly string[] =>
  note(content, { title: '', ...(language === undefined ? {} : { language }) }).stems.filter((stem) => stem !== '');

test('words are brought to their stems, stop words to none', () =>
  expect(stemsOf('the connections are connecting')).toEqual(['connect', 'connect']));

test('the language is recognised from its commonest words', () => {
  expect(note('The garden of forking paths is a story that was written by Borges, and it is short.').language).toBe('en');
  expect(note('Der Garten ist nicht groß, und das Haus steht auf dem Berg mit einer Tür.').language).toBe('de');
  expect(note('Le jardin est dans la ville et les enfants ne sont pas ici pour jouer avec une balle.').language).toBe('fr');
  expect(note('Сад не большой, и дом стоит на горе, но это не так как он его видел').language).toBe('ru');
});

test('a text too short to tell is English', () => expect(note('Haus Garten Berg').language).toBe('en'));

test('a language that is given wins, in any spelling; an unknown one does not', () => {
  expect(stemsOf('Häuser', 'de-AT')).toEqual(['haus']);
  expect(note('words', { language: 'DE_de' }).language).toBe('de');
  expect(note('words', { language: 'tlh' }).language).toBe('en');
});

test('a word inside a link is marked so', () => {
  const { words, tokens } = note('plain [[linked words]] plain', { title: '' });
  expect([...tokens].map((token) => `${words[token >> 1]}${token & 1 ? '*' : ''}`)).toEqual([
    'plain',
    'linked*',
    'words*',
    'plain',
  ]);
});

test('lines that read the same have the same hash, however they are marked up', () => {
  const { lines } = note('- [[Daily]] review\n  * daily  REVIEW\nanother line');
  const hashes = Array.from(
    { length: lines.length / lineStride },
    (_, i) => `${lines[i * lineStride]}-${lines[i * lineStride + 1]}`,
  );
  expect(hashes[0]).toBe(hashes[1]);
  expect(hashes[0]).not.toBe(hashes[2]);
});

test('any text is a note: front matter, code, NUL and lone surrogates included', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 20 }), (content, title) => {
      const { words, stems, tokens, lines } = analyse({ title, aliases: [title], content: `${content}\ud800\0` });
      expect(stems).toHaveLength(words.length);
      let counted = 0;
      for (let i = 3; i < lines.length; i += lineStride) counted += lines[i] ?? 0;
      expect(counted).toBe(tokens.length);
      for (const token of tokens) expect(token >> 1).toBeLessThan(words.length);
    }),
  ));

test.each([
  ['one line of a mebibyte', 'lorem ipsum '.repeat(87_382)],
  ['one word of a mebibyte', 'x'.repeat(2 ** 20)],
  [
    'a mebibyte of different words',
    Array.from({ length: 150_000 }, (_, i) =>
      (i + 500_000).toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)] ?? ''),
    ).join(' '),
  ],
  ['a mebibyte of Chinese', '知識管理'.repeat(2 ** 18)],
  ['a mebibyte of combining marks', `a${'\u0301'.repeat(2 ** 20)}`],
  ['a mebibyte of emoji', '🎉'.repeat(2 ** 19)],
  ['a mebibyte of lone surrogates', '\ud800'.repeat(2 ** 20)],
])('%s takes the time of its four quarters', (_, content) => {
  const quarter = content.slice(0, content.length / 4);
  const least = (text: string): number => Math.min(...[1, 2, 3].map(() => processorTime(() => note(text))));
  // Four times, and as much again and more for caches and other work; what grows with the square of the length would take sixteen times.
  expect(least(content)).toBeLessThan(10 * least(quarter) + 100);
});
