import { lineStride } from './analysis.ts';
import type { Lexicon } from './lexicon.ts';
import type { HeldNote, Notes } from './notes.ts';
import { createPhrases } from './phrases.ts';
import { createRows } from './rows.ts';
import { stemmerOf } from './stem.ts';
import type { Templates } from './templates.ts';
import type { Terms } from './terms.ts';
import { tokensOf } from './tokens.ts';

/** A longer title stands in no running text. */
const longestPhrase = 32;

const none: ReadonlyMap<number, string> = new Map();

/** A place where a note's words are another one's name. */
export type Mention = { readonly phrase: number; readonly line: number; readonly linked: boolean };

/** Which notes mention which others by title, alias or other name in their running text. */
export type Mentions = {
  readonly bytes: number;
  readonly put: (slot: number, note: HeldNote) => void;
  readonly drop: (slot: number) => void;
  /** Reads the notes that changed, and those that may hold a name that came. What was read of a name that went has no owner and counts for none. */
  readonly settle: (changed: ReadonlySet<number>) => void;
  /** The phrases that mean this note, each with the name it is made of. */
  readonly namesOf: (slot: number) => ReadonlyMap<number, string>;
  readonly ownersOf: (phrase: number) => readonly number[];
  /** Every phrase the note mentions, with how often. */
  readonly outgoing: (slot: number, each: (phrase: number, count: number) => void) => void;
  /** Every note that mentions the phrase, with how often. */
  readonly incoming: (phrase: number, each: (slot: number, count: number) => void) => void;
  /** Where the note mentions anything, in order. */
  readonly places: (note: HeldNote) => readonly Mention[];
};

type Parts = { readonly notes: Notes; readonly lexicon: Lexicon; readonly templates: Templates; readonly terms: Terms };

export const createMentions = ({ notes, lexicon, templates, terms }: Parts): Mentions => {
  const phrases = createPhrases();
  const out = createRows();
  const into = createRows();
  const named: (ReadonlyMap<number, string> | undefined)[] = []; // by slot: its phrases, and the name each stands for
  const owners = new Map<number, number[]>();
  const fresh = new Map<number, readonly number[]>(); // phrases that came, with their words

  const put = (slot: number, note: HeldNote): void => {
    const own = new Map<number, string>();
    const stem = stemmerOf(note.language);
    for (const name of [note.facets.title, ...note.facets.aliases, ...(note.facets.names ?? [])]) {
      const tokens = tokensOf(name);
      if (tokens.length > longestPhrase || tokens.every((token) => stem(token) === '')) continue;
      const words = tokens.map(lexicon.intern);
      const phrase = phrases.add(words);
      if (own.has(phrase)) continue;
      own.set(phrase, name);
      const others = owners.get(phrase) ?? [];
      if (others.length === 0) {
        phrases.use(phrase, true);
        fresh.set(phrase, words);
      }
      owners.set(phrase, [...others, slot]);
    }
    named[slot] = own;
  };

  const forget = (slot: number): void => {
    for (let i = 0; i < (out.length[slot] ?? 0); i++) into.remove(out.keys[(out.start[slot] ?? 0) + i] ?? 0, slot);
    out.clear(slot);
  };

  const drop = (slot: number): void => {
    forget(slot);
    for (const phrase of named[slot]?.keys() ?? []) {
      const left = (owners.get(phrase) ?? []).filter((owner) => owner !== slot);
      owners.set(phrase, left);
      if (left.length > 0) continue;
      owners.delete(phrase);
      phrases.use(phrase, false);
      fresh.delete(phrase);
    }
    named[slot] = undefined;
  };

  const places = ({ lines, tokens }: HeldNote): readonly Mention[] => {
    const found: Mention[] = [];
    let from = 0;
    for (let line = 0; line < lines.length; line += lineStride) {
      const run = tokens.subarray(from, from + (lines[line + 3] ?? 0));
      if (!templates.isTemplate(lines[line] ?? 0, lines[line + 1] ?? 0))
        phrases.scan(run, (phrase, after) => {
          const first = run[after - phrases.words(phrase)] ?? 0;
          found.push({ phrase, line: lines[line + 2] ?? 0, linked: (first & 1) === 1 });
        });
      from += run.length;
    }
    return found;
  };

  const read = (slot: number): void => {
    forget(slot);
    const note = notes.at(slot);
    if (note === undefined) return;
    const counts = new Map<number, number>();
    for (const { phrase } of places(note)) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    for (const [phrase, count] of counts) {
      out.add(slot, phrase, count);
      into.add(phrase, slot, count);
    }
  };

  const mayHold = (words: readonly number[], add: (slot: number) => void): void => {
    let fewest: readonly number[] | undefined;
    let fewestNotes = Number.POSITIVE_INFINITY;
    for (const word of words) {
      const stems = [...lexicon.languages].map((language) => lexicon.stem(language, word)).filter((stem) => stem !== undefined);
      // The inverted lists hold no stop word, and the word may be one in the language of a note that holds the phrase.
      if ([...lexicon.languages].some((language) => lexicon.isStopWord(language, word))) continue;
      const size = stems.reduce((sum, stem) => sum + (terms.postings.length[stem] ?? 0), 0);
      if (size < fewestNotes) {
        fewest = stems;
        fewestNotes = size;
      }
    }
    if (fewest === undefined) for (let slot = 0; slot < notes.slots; slot++) add(slot);
    const { keys, start, length } = terms.postings;
    for (const stem of fewest ?? []) for (let i = 0; i < (length[stem] ?? 0); i++) add(keys[(start[stem] ?? 0) + i] ?? 0);
  };

  return {
    get bytes() {
      return phrases.bytes + out.bytes + into.bytes + owners.size * 120;
    },
    put,
    drop,
    settle: (changed) => {
      const toRead = new Set(changed);
      if (changed.size < notes.size) for (const words of fresh.values()) mayHold(words, (slot) => toRead.add(slot));
      fresh.clear();
      for (const slot of toRead) read(slot);
    },
    namesOf: (slot) => named[slot] ?? none,
    ownersOf: (phrase) => owners.get(phrase) ?? [],
    outgoing: (slot, each) => {
      const from = out.start[slot] ?? 0;
      for (let i = from; i < from + (out.length[slot] ?? 0); i++) each(out.keys[i] ?? 0, out.counts[i] ?? 0);
    },
    incoming: (phrase, each) => {
      const from = into.start[phrase] ?? 0;
      for (let i = from; i < from + (into.length[phrase] ?? 0); i++) each(into.keys[i] ?? 0, into.counts[i] ?? 0);
    },
    places,
  };
};
