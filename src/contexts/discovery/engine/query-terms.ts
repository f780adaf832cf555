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
export const queryTerms = (
  { lexicon, notes, terms: { postings } }: Vocabulary,
  query: readonly string[],
): ReadonlyMap<string, readonly number[]> => {
  const frequency = (term: number): number => postings.length[term] ?? 0;
  const inUse = (terms: readonly (number | undefined)[]): readonly number[] =>
    [...new Set(terms)].filter((term) => term !== undefined).filter((term) => frequency(term) > 0);
  // Stemmed anew and not looked up, for nobody need have written the word in the form that is asked for.
  const termsOf = (word: string): readonly number[] =>
    inUse([...lexicon.languages].map((language) => lexicon.find(stemmerOf(language)(word))));
  const begunBy = (prefix: string): readonly number[] =>
    [...new Set(lexicon.startingWith(prefix).flatMap((number) => termsOf(lexicon.word(number))))]
      .sort((one, other) => frequency(other) - frequency(one) || (lexicon.word(one) < lexicon.word(other) ? -1 : 1))
      .slice(0, completions);

  const main = stemmerOf(notes.mainLanguage());
  const asked = query.filter((word) => main(word) !== '');
  const found = new Map<string, readonly number[]>();
  for (const word of asked.length > 0 ? asked : query) {
    const stemmed = termsOf(word);
    const exact = stemmed.length > 0 ? stemmed : inUse([lexicon.find(word)]);
    found.set(word, exact.length > 0 || word !== query.at(-1) ? exact : begunBy(word));
  }
  return found;
};
