import type { Lexicon } from './lexicon.ts';
import type { Notes } from './notes.ts';
import { stemmerOf } from './stem.ts';
import type { Terms } from './terms.ts';

/** Most of the words that a beginning can stand for. */
const completions = 50;

type Vocabulary = { readonly lexicon: Lexicon; readonly notes: Notes; readonly terms: Terms };

/**
 * For each word of the query the terms it stands for in the languages of the graph; a last word nobody wrote stands for
 * those that start so. What is a stop word in the graph's main language asks for nothing, unless the query has nothing else.
 */
export const queryTerms = ({ lexicon, notes, terms: { postings } }: Vocabulary, query: readonly string[]): ReadonlyMap<string, readonly number[]> => {
  const main = notes.mainLanguage();
  const frequency = (term: number): number => postings.length[term] ?? 0;
  const termsOf = (word: number): readonly number[] => {
    const stems = [...lexicon.languages].map((language) => lexicon.stem(language, word)).filter((stem) => stem !== undefined);
    return [...new Set(stems)].filter((term) => frequency(term) > 0);
  };
  const isStop = (word: string): boolean => stemmerOf(main)(word) === '';
  const asked = query.filter((word) => !isStop(word));
  const found = new Map<string, readonly number[]>();
  for (const word of asked.length > 0 ? asked : query) {
    const number = lexicon.find(word);
    const exact = number === undefined ? [] : termsOf(number);
    if (exact.length > 0) found.set(word, exact);
    else if (number !== undefined && frequency(number) > 0) found.set(word, [number]);
    else if (word === query.at(-1)) {
      const begun = new Set(lexicon.startingWith(word).flatMap(termsOf));
      found.set(word, [...begun].sort((one, other) => frequency(other) - frequency(one) || one - other).slice(0, completions));
    }
  }
  return found;
};
