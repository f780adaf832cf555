import snowball from 'snowball-stemmers';
import { languages } from './languages.ts';

/** The stem of a lower-cased word, or '' for a stop word. */
export type Stem = (word: string) => string;

const remembered = 50_000;
// Shared by all apps of a process: a word of a language has one stem.
const stems = new Map<string, Stem>();

/** How words of a language are brought to their stem; a language we do not know leaves them as they are. */
export const stemmerOf = (code: string): Stem => {
  const known = stems.get(code);
  if (known !== undefined) return known;
  const made = languages.has(code) ? remembering(code) : (word: string) => word;
  stems.set(code, made);
  return made;
};

// Snowball in JavaScript takes 7 µs a word and most words of a text have been met before.
const remembering = (code: string): Stem => {
  const language = languages.get(code);
  if (language === undefined) return (word) => word;
  const stemmer = snowball.newStemmer(language.stemmer);
  const cache = new Map<string, string>();
  return (word) => {
    const before = cache.get(word);
    if (before !== undefined) return before;
    if (cache.size >= remembered) cache.clear();
    const stem = language.stopWords.has(word) ? '' : stemmer.stem(word) || word;
    cache.set(word, stem);
    return stem;
  };
};
