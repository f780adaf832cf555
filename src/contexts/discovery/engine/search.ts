import { addBm25 } from './bm25.ts';
import type { Lexicon } from './lexicon.ts';
import { foldedTag, type HeldNote, type Notes } from './notes.ts';
import { queryTerms } from './query-terms.ts';
import { createTally } from './tally.ts';
import type { Terms } from './terms.ts';
import { tokensOf } from './tokens.ts';
import { createTop } from './top.ts';

export type SearchOptions = {
  readonly limit: number;
  readonly offset?: number | undefined;
  /** Only notes that have every one of these tags, or one below it ("a" finds "a/b"). */
  readonly tags?: readonly string[] | undefined;
};

export type SearchResult = {
  /** Best first, equal scores by id; `terms` are the words of the query that the note has. */
  readonly items: readonly { readonly id: string; readonly score: number; readonly terms: readonly string[] }[];
  /** How many notes match in all. */
  readonly total: number;
  readonly truncated: boolean;
};

type Parts = { readonly notes: Notes; readonly lexicon: Lexicon; readonly terms: Terms };

/** Ranks the notes of a graph by BM25. A word that stands twice in the query counts twice. */
export const createSearch = (parts: Parts) => {
  const { notes, terms } = parts;
  const scores = createTally();

  const matching = (slot: number, words: ReadonlyMap<string, readonly number[]>): readonly string[] => {
    const { keys, start, length } = terms.vectors;
    const from = start[slot] ?? 0;
    const own = new Set(keys.subarray(from, from + (length[slot] ?? 0)));
    return [...words].filter(([, found]) => found.some((term) => own.has(term))).map(([word]) => word);
  };

  return (query: string, { limit, offset = 0, tags = [] }: SearchOptions): SearchResult => {
    const wanted = tags.map(foldedTag);
    const asked = tokensOf(query);
    const words = queryTerms(parts, asked);
    scores.begin(notes.slots);
    for (const word of asked) for (const term of words.get(word) ?? []) addBm25(parts, term, scores);

    const top = createTop(offset + limit, (slot) => notes.at(slot)?.id ?? '');
    let total = 0;
    for (let i = 0; i < scores.count; i++) {
      const slot = scores.touched[i] ?? 0;
      if (wanted.length > 0 && !hasTags(notes.at(slot), wanted)) continue;
      total++;
      const score = scores.sums[slot] ?? 0;
      if (top.admits(score)) top.offer(slot, score);
    }
    const items = top.sorted().slice(offset);
    return {
      items: items.map(({ slot, id, score }) => ({ id, score, terms: matching(slot, words) })),
      total,
      truncated: total > offset + items.length,
    };
  };
};

const hasTags = (note: HeldNote | undefined, wanted: readonly string[]): boolean =>
  wanted.every((tag) => note?.tags.some((own) => own === tag || own.startsWith(`${tag}/`)) ?? false);
