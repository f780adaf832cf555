import { lineStride } from './analysis.ts';
import { withRoom } from './growing.ts';
import type { Lexicon } from './lexicon.ts';
import type { HeldNote } from './notes.ts';
import { createRows, type Rows } from './rows.ts';
import type { Templates } from './templates.ts';

/** How much a word of the title or of an alias counts. */
const nameFactor = 5;

/** The term vectors of the notes and the inverted lists over them; a term is the number of its stem in the lexicon. */
export type Terms = {
  /** By slot: (term, frequency). */
  readonly vectors: Rows;
  /** By term: (slot, frequency); the length of a row is the term's document frequency. */
  readonly postings: Rows;
  /** By slot: the sum of its frequencies. */
  readonly lengths: Float64Array;
  readonly totalLength: number;
  readonly bytes: number;
  readonly post: (slot: number, note: HeldNote) => void;
  readonly drop: (slot: number) => void;
};

export const createTerms = (lexicon: Lexicon, templates: Templates): Terms => {
  const vectors = createRows();
  const postings = createRows();
  let lengths = new Float64Array(256);
  let frequencies = new Int32Array(1_024);
  let total = 0;

  const drop = (slot: number): void => {
    const from = vectors.start[slot] ?? 0;
    const end = from + (vectors.length[slot] ?? 0);
    for (let i = from; i < end; i++) postings.remove(vectors.keys[i] ?? 0, slot);
    vectors.clear(slot);
    total -= lengths[slot] ?? 0;
    lengths[slot] = 0;
  };

  const post = (slot: number, note: HeldNote): void => {
    drop(slot);
    frequencies = withRoom(frequencies, lexicon.size);
    lengths = withRoom(lengths, slot + 1);
    const met: number[] = [];
    let length = 0;
    eachTerm({ lexicon, templates }, note, (term, count) => {
      if (frequencies[term] === 0) met.push(term);
      frequencies[term] = (frequencies[term] ?? 0) + count;
    });
    for (const term of met) {
      const frequency = Math.min(frequencies[term] ?? 0, 65_535);
      frequencies[term] = 0;
      vectors.add(slot, term, frequency);
      postings.add(term, slot, frequency);
      length += frequency;
    }
    lengths[slot] = length;
    total += length;
  };

  return {
    vectors,
    postings,
    get lengths() {
      return lengths;
    },
    get totalLength() {
      return total;
    },
    get bytes() {
      return vectors.bytes + postings.bytes + lengths.byteLength + frequencies.byteLength;
    },
    post,
    drop,
  };
};

type Parts = { readonly lexicon: Lexicon; readonly templates: Templates };
type EachTerm = (term: number, count: number) => void;

const eachTerm = ({ lexicon, templates }: Parts, { language, title, lines, tokens }: HeldNote, each: EachTerm): void => {
  const onlyStopWords = title.every((word) => lexicon.isStopWord(language, word));
  for (const word of title) {
    const term = onlyStopWords ? word : lexicon.stem(language, word);
    if (term !== undefined) each(term, nameFactor);
  }
  let from = 0;
  for (let line = 0; line < lines.length; line += lineStride) {
    const end = from + (lines[line + 3] ?? 0);
    if (!templates.isTemplate(lines[line] ?? 0, lines[line + 1] ?? 0))
      for (let i = from; i < end; i++) {
        const term = lexicon.stem(language, (tokens[i] ?? 0) >> 1);
        if (term !== undefined) each(term, 1);
      }
    from = end;
  }
};
