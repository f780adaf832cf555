import type { Analysis } from './analysis.ts';
import type { Lexicon } from './lexicon.ts';

/** What the index is told of a note beside its text. */
export type Facets = {
  readonly title: string;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  /** Other names it is spoken of by, such as its file's. */
  readonly names?: readonly string[] | undefined;
};

/** A note as the index holds it: its words by their number in the lexicon. */
export type HeldNote = {
  readonly id: string;
  readonly language: string;
  readonly facets: Facets;
  readonly tags: readonly string[];
  readonly title: Int32Array;
  readonly lines: Analysis['lines'];
  readonly tokens: Int32Array;
};

/** The notes of a graph, each at a small number of its own (its slot), which another note takes over when it has gone. */
export type Notes = {
  readonly size: number;
  /** One more than the highest slot in use. */
  readonly slots: number;
  readonly bytes: number;
  readonly at: (slot: number) => HeldNote | undefined;
  readonly slotOf: (id: string) => number | undefined;
  readonly ids: () => readonly string[];
  /** The language most notes are in. */
  readonly mainLanguage: () => string;
  readonly put: (note: HeldNote) => number;
  readonly remove: (id: string) => void;
};

export const createNotes = (): Notes => {
  const bySlot: (HeldNote | undefined)[] = [];
  const slotOf = new Map<string, number>();
  const free: number[] = [];
  const languages = new Map<string, number>();
  let numbers = 0;

  const weigh = ({ title, lines, tokens }: HeldNote): number => title.length + lines.length + tokens.length;

  return {
    get size() {
      return slotOf.size;
    },
    get slots() {
      return bySlot.length;
    },
    get bytes() {
      return numbers * 4 + slotOf.size * 1_000;
    },
    at: (slot) => bySlot[slot],
    slotOf: (id) => slotOf.get(id),
    ids: () => [...slotOf.keys()],
    mainLanguage: () => [...languages].sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))[0]?.[0] ?? '',
    put: (note) => {
      const slot = free.pop() ?? bySlot.length;
      bySlot[slot] = note;
      slotOf.set(note.id, slot);
      numbers += weigh(note);
      languages.set(note.language, (languages.get(note.language) ?? 0) + 1);
      return slot;
    },
    remove: (id) => {
      const slot = slotOf.get(id);
      const note = slot === undefined ? undefined : bySlot[slot];
      if (slot === undefined || note === undefined) return;
      numbers -= weigh(note);
      languages.set(note.language, (languages.get(note.language) ?? 1) - 1);
      bySlot[slot] = undefined;
      slotOf.delete(id);
      free.push(slot);
    },
  };
};

type NewNote = { readonly id: string; readonly analysis: Analysis; readonly facets: Facets };

/** Brings an analysis, whose words are numbered for itself, to the numbers of the lexicon. */
export const held = (lexicon: Lexicon, { id, analysis, facets }: NewNote): HeldNote => {
  const { language, words, stems } = analysis;
  const numbers = Int32Array.from(words, lexicon.intern);
  numbers.forEach((number, i) => lexicon.learn(language, number, stems[i] ?? ''));
  return {
    id,
    language,
    facets,
    tags: facets.tags.map(foldedTag),
    title: Int32Array.from(analysis.title, (word) => numbers[word] ?? 0),
    lines: analysis.lines.slice(),
    tokens: Int32Array.from(analysis.tokens, (token) => (numbers[token >> 1] ?? 0) * 2 + (token & 1)),
  };
};

export const foldedTag = (tag: string): string => tag.replace(/^#/, '').normalize('NFC').toLowerCase();
