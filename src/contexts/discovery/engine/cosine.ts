import { withRoom } from './growing.ts';
import type { Tally } from './tally.ts';
import type { Terms } from './terms.ts';

/** (1 + ln tf) by frequency. */
const damped = Float64Array.from({ length: 65_536 }, (_, frequency) => (frequency === 0 ? 0 : 1 + Math.log(frequency)));

/** The cosines between notes, exact for the collection as it was at the last `settle`. */
export type Cosine = {
  readonly bytes: number;
  /** By term: ln(1 + (N − df + ½) / (df + ½)), or 0 for a term too rare or too common to connect. */
  readonly idf: Float64Array;
  readonly settle: (notes: number, slots: number, words: number) => void;
  /**
   * Adds to the tally the products of a note with the notes that share a term, itself included; divide by both norms. Leaves
   * out the longest lists as long as what they could add to any cosine stays below `floor`; answers how much that is.
   */
  readonly products: (slot: number, tally: Tally, floor: number) => number;
  /** The product with a note of the terms that the last `products` left out. */
  readonly rest: (slot: number) => number;
  readonly norms: Float64Array;
  /** The weight of a term in a note before division by the norm. */
  readonly weight: (term: number, frequency: number) => number;
};

type Asked = { readonly term: number; readonly weight: number; readonly factor: number; readonly gain: number };

const nothing: Asked = { term: 0, weight: 0, factor: 0, gain: 0 };

export const createCosine = ({ vectors, postings }: Terms): Cosine => {
  let idf = new Float64Array(1_024);
  let norms = new Float64Array(256);
  let spared = new Float64Array(1_024); // by term: its factor, where the last question left it out
  let left: readonly Asked[] = [];

  const settle = (notes: number, slots: number, words: number): void => {
    idf = withRoom(idf, words);
    norms = withRoom(norms, slots);
    spared = withRoom(spared, words);
    const common = Math.max(200, 0.1 * notes);
    for (let term = 0; term < words; term++) {
      const df = postings.length[term] ?? 0;
      idf[term] = df < 2 || df > common ? 0 : Math.log(1 + (notes - df + 0.5) / (df + 0.5));
    }
    const { keys, counts, start, length } = vectors;
    for (let slot = 0; slot < slots; slot++) {
      const from = start[slot] ?? 0;
      const end = from + (length[slot] ?? 0);
      let sum = 0;
      for (let i = from; i < end; i++) sum += ((damped[counts[i] ?? 0] ?? 0) * (idf[keys[i] ?? 0] ?? 0)) ** 2;
      norms[slot] = Math.sqrt(sum);
    }
  };

  /** The terms of a note that connect, those first whose list is long for the little weight they have. */
  const askedTerms = (slot: number): readonly Asked[] => {
    const asked: Asked[] = [];
    const from = vectors.start[slot] ?? 0;
    for (let i = from; i < from + (vectors.length[slot] ?? 0); i++) {
      const term = vectors.keys[i] ?? 0;
      const inverse = idf[term] ?? 0;
      if (inverse === 0) continue;
      const weight = (damped[vectors.counts[i] ?? 0] ?? 0) * inverse;
      asked.push({ term, weight, factor: weight * inverse, gain: weight ** 2 / (postings.length[term] ?? 1) });
    }
    return asked.sort((a, b) => a.gain - b.gain || a.term - b.term);
  };

  const products = (slot: number, tally: Tally, floor: number): number => {
    for (const { term } of left) spared[term] = 0;
    const asked = askedTerms(slot);
    const norm = norms[slot] ?? 0;
    let sparedSquare = 0;
    let first = 0;
    // By Cauchy and Schwarz no cosine gains more from some terms than the length of the note's vector in them, over its norm.
    for (; first < asked.length; first++) {
      const square = (asked[first]?.weight ?? 0) ** 2;
      if (Math.sqrt(sparedSquare + square) >= floor * norm) break;
      sparedSquare += square;
    }
    left = asked.slice(0, first);
    for (const { term, factor } of left) spared[term] = factor;

    const { keys, counts, start, length } = postings;
    const { sums, touched } = tally;
    let met = tally.count;
    for (let i = first; i < asked.length; i++) {
      const { term, factor } = asked[i] ?? nothing;
      const from = start[term] ?? 0;
      const end = from + (length[term] ?? 0);
      for (let p = from; p < end; p++) {
        const other = keys[p] ?? 0;
        const before = sums[other] ?? 0;
        if (before === 0) touched[met++] = other;
        sums[other] = before + factor * (damped[counts[p] ?? 0] ?? 0);
      }
    }
    tally.count = met;
    return norm === 0 ? 0 : Math.sqrt(sparedSquare) / norm;
  };

  const rest = (slot: number): number => {
    if (left.length === 0) return 0;
    const { keys, counts, start, length } = vectors;
    const from = start[slot] ?? 0;
    const end = from + (length[slot] ?? 0);
    let sum = 0;
    for (let i = from; i < end; i++) sum += (spared[keys[i] ?? 0] ?? 0) * (damped[counts[i] ?? 0] ?? 0);
    return sum;
  };

  return {
    get bytes() {
      return idf.byteLength + norms.byteLength + spared.byteLength;
    },
    get idf() {
      return idf;
    },
    get norms() {
      return norms;
    },
    settle,
    products,
    rest,
    weight: (term, frequency) => (damped[frequency] ?? 0) * (idf[term] ?? 0),
  };
};
