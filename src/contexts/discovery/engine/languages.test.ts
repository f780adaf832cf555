import { expect, test } from 'vitest';
import { knownLanguage, languages } from './languages.ts';
import { stemmerOf } from './stem.ts';

test('every language has a stemmer that works, stop words and signs by which it is known', () => {
  for (const [code, { stopWords, signs }] of languages) {
    expect(stopWords.size).toBeGreaterThan(40);
    expect(signs.length).toBeGreaterThan(15);
    expect(stemmerOf(code)('internationalisation').length).toBeGreaterThan(3);
  }
});

test('a stem is the same the second time', () => expect(stemmerOf('en')('gardens')).toBe(stemmerOf('en')('gardens')));

test('names that every object has are words like others', () => {
  for (const word of ['constructor', '__proto__', 'tostring']) expect(stemmerOf('en')(word)).not.toBe('');
});

test('a language we do not have leaves words as they are', () => {
  expect(knownLanguage('pl-PL')).toBeUndefined();
  expect(stemmerOf('pl')('słowa')).toBe('słowa');
});
