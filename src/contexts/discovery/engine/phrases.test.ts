import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPhrases } from './phrases.ts';

const word = fc.nat(3);
const phrase = fc.array(word, { minLength: 1, maxLength: 4 });
const text = fc.array(word, { maxLength: 60 });

const scanned = (phrases: ReturnType<typeof createPhrases>, words: readonly number[]): readonly string[] => {
  const found: string[] = [];
  phrases.scan(
    Int32Array.from(words, (it) => it * 2),
    (it, end) => found.push(`${it}@${end}`),
  );
  return found.sort();
};

const searched = (wanted: readonly (readonly [number, readonly number[]])[], words: readonly number[]): readonly string[] =>
  wanted
    .flatMap(([id, it]) =>
      words.flatMap((_, start) => (it.every((part, i) => words[start + i] === part) ? [`${id}@${start + it.length}`] : [])),
    )
    .sort();

test('every phrase is found everywhere it stands, also after phrases came and went', () =>
  fc.assert(
    fc.property(fc.array(phrase, { maxLength: 8 }), fc.array(phrase, { maxLength: 4 }), text, (first, later, words) => {
      const phrases = createPhrases();
      const used = new Map<number, readonly number[]>();
      const add = (it: readonly number[]): void => {
        const id = phrases.add(it);
        phrases.use(id, true);
        used.set(id, it);
      };
      first.forEach(add);
      expect(scanned(phrases, words)).toEqual(searched([...used], words));
      const gone = [...used.keys()][0];
      if (gone !== undefined) {
        phrases.use(gone, false);
        used.delete(gone);
      }
      later.forEach(add);
      expect(scanned(phrases, words)).toEqual(searched([...used], words));
    }),
  ));
