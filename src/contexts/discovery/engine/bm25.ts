import type { Notes } from './notes.ts';
import type { Tally } from './tally.ts';
import type { Terms } from './terms.ts';

const k1 = 1.2;
const b = 0.75;

type Parts = { readonly notes: Notes; readonly terms: Terms };

/** Adds to the tally what a term is worth in every note that has it: BM25 (Robertson et al. 1994) with Lucene's idf, which is never negative. */
export const addBm25 = ({ notes, terms }: Parts, term: number, tally: Tally): void => {
  const { postings, lengths, totalLength } = terms;
  const { keys, counts, start, length } = postings;
  const df = length[term] ?? 0;
  const idf = Math.log(1 + (notes.size - df + 0.5) / (df + 0.5));
  const perLength = (k1 * b * notes.size) / Math.max(1, totalLength);
  const from = start[term] ?? 0;
  for (let i = from; i < from + df; i++) {
    const slot = keys[i] ?? 0;
    const frequency = counts[i] ?? 0;
    tally.add(slot, (idf * frequency * (k1 + 1)) / (frequency + k1 * (1 - b) + perLength * (lengths[slot] ?? 0)));
  }
};
