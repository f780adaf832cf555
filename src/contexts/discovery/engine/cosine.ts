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
  /** Adds to the tally the products of a note with all notes that share a term, itself included; divide by both norms. */
  readonly products: (slot: number, tally: Tally) => void;
  readonly norms: Float64Array;
  /** The weight of a term in a note before division by the norm. */
  readonly weight: (term: number, frequency: number) => number;
};

export const createCosine = ({ vectors, postings }: Terms): Cosine => {
  let idf = new Float64Array(1_024);
  let norms = new Float64Array(256);

  const settle = (notes: number, slots: number, words: number): void => {
    idf = withRoom(idf, words);
    norms = withRoom(norms, slots);
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

  const products = (slot: number, tally: Tally): void => {
    const { keys, counts, start, length } = postings;
    const { sums, touched } = tally;
    let met = tally.count;
    const first = vectors.start[slot] ?? 0;
    const last = first + (vectors.length[slot] ?? 0);
    for (let i = first; i < last; i++) {
      const term = vectors.keys[i] ?? 0;
      const weight = (damped[vectors.counts[i] ?? 0] ?? 0) * (idf[term] ?? 0) ** 2;
      if (weight === 0) continue;
      const from = start[term] ?? 0;
      const end = from + (length[term] ?? 0);
      for (let p = from; p < end; p++) {
        const other = keys[p] ?? 0;
        const before = sums[other] ?? 0;
        if (before === 0) touched[met++] = other;
        sums[other] = before + weight * (damped[counts[p] ?? 0] ?? 0);
      }
    }
    tally.count = met;
  };

  return {
    get bytes() {
      return idf.byteLength + norms.byteLength;
    },
    get idf() {
      return idf;
    },
    get norms() {
      return norms;
    },
    settle,
    products,
    weight: (term, frequency) => (damped[frequency] ?? 0) * (idf[term] ?? 0),
  };
};
