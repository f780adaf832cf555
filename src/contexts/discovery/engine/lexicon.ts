import { withRoom } from './growing.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The words and stems of a graph, numbered from 0, and which stem a word has in which language. */
export type Lexicon = {
  readonly size: number;
  readonly bytes: number;
  readonly languages: Iterable<string>;
  readonly word: (number: number) => string;
  readonly find: (word: string) => number | undefined;
  readonly intern: (word: string) => number;
  /** Notes that a word has this stem ('' for a stop word) in a language. */
  readonly learn: (language: string, word: number, stem: string) => void;
  /** The stem's number; undefined for a stop word or one never met in this language. */
  readonly stem: (language: string, word: number) => number | undefined;
  readonly isStopWord: (language: string, word: number) => boolean;
  /** The words that start so, in no order. */
  readonly startingWith: (prefix: string) => readonly number[];
};

const unknown = 0;
const stopWord = 1;
const firstStem = 2;

export const createLexicon = (): Lexicon => {
  const numbers = new Map<string, number>();
  const words: string[] = [];
  const byFirst = new Map<string, number[]>();
  const stems = new Map<string, Int32Array>();
  let characters = 0;

  const intern = (word: string): number => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    const own = detached(word);
    const number = words.length;
    numbers.set(own, number);
    words.push(own);
    characters += own.length;
    const first = own.slice(0, 1);
    const others = byFirst.get(first);
    if (others === undefined) byFirst.set(first, [number]);
    else others.push(number);
    return number;
  };

  const entry = (language: string, word: number): number => stems.get(language)?.[word] ?? unknown;

  return {
    get size() {
      return words.length;
    },
    get bytes() {
      return words.length * 90 + characters + [...stems.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    },
    get languages() {
      return stems.keys();
    },
    word: (number) => words[number] ?? '',
    find: (word) => numbers.get(word),
    intern,
    learn: (language, word, stem) => {
      if (entry(language, word) !== unknown) return;
      const value = stem === '' ? stopWord : intern(stem) + firstStem;
      const table = withRoom(stems.get(language) ?? new Int32Array(1_024), words.length);
      table[word] = value;
      stems.set(language, table);
    },
    stem: (language, word) => {
      const value = entry(language, word);
      return value < firstStem ? undefined : value - firstStem;
    },
    isStopWord: (language, word) => entry(language, word) === stopWord,
    startingWith: (prefix) => (byFirst.get(prefix.slice(0, 1)) ?? []).filter((number) => words[number]?.startsWith(prefix)),
  };
};

// V8 keeps the whole text alive for a long enough piece cut from it.
const detached = (word: string): string => (word.length < 13 ? word : decoder.decode(encoder.encode(word)));
