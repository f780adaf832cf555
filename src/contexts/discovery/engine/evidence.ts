import type { Connection, Ranked } from './connections.ts';
import type { Cosine } from './cosine.ts';
import type { Lexicon } from './lexicon.ts';
import { type MentionPlace, mentionPlace } from './mention-places.ts';
import type { Mentions } from './mentions.ts';
import type { HeldNote, Notes } from './notes.ts';
import type { Terms } from './terms.ts';

/** Why two notes are connected. */
export type Evidence = {
  /** Words both have, as the first note writes them, with their share of the cosine (0–1), greatest first. */
  readonly terms: readonly { readonly term: string; readonly share: number }[];
  /** The first place where one note names the other, in either direction. */
  readonly mentions: readonly MentionPlace[];
  readonly method: 'words' | 'mentions' | 'words and mentions';
};

const mostTerms = 8;

type Parts = {
  readonly notes: Notes;
  readonly lexicon: Lexicon;
  readonly terms: Terms;
  readonly cosine: Cosine;
  readonly mentions: Mentions;
};

/** Answers "why?" for the notes that were ranked beside a note. */
export const explain = (parts: Parts, slot: number, ranked: readonly Ranked[]): readonly Connection[] => {
  const note = parts.notes.at(slot);
  if (note === undefined) return [];
  const shared = ranked.map(({ slot: other }) => sharedTerms(parts, slot, other));
  const written = surfaces(parts.lexicon, note, new Set(shared.flatMap((terms) => terms.map(({ term }) => term))));
  return ranked.map(({ slot: other, ...it }, i) => {
    const terms = (shared[i] ?? []).map(({ term, share }) => ({ term: written.get(term) ?? parts.lexicon.word(term), share }));
    const mentions = [mentionPlace(parts, slot, other), mentionPlace(parts, other, slot)].filter((place) => place !== undefined);
    return { ...it, evidence: { terms, mentions, method: methodOf(terms.length > 0, mentions.length > 0) } };
  });
};

const methodOf = (words: boolean, mentions: boolean): Evidence['method'] =>
  words && mentions ? 'words and mentions' : mentions ? 'mentions' : 'words';

const sharedTerms = ({ terms: { vectors }, cosine, lexicon }: Parts, slot: number, other: number) => {
  const own = new Map<number, number>();
  const from = vectors.start[slot] ?? 0;
  for (let i = from; i < from + (vectors.length[slot] ?? 0); i++) {
    const term = vectors.keys[i] ?? 0;
    own.set(term, cosine.weight(term, vectors.counts[i] ?? 0));
  }
  const shared: { readonly term: number; readonly product: number }[] = [];
  let sum = 0;
  const first = vectors.start[other] ?? 0;
  for (let i = first; i < first + (vectors.length[other] ?? 0); i++) {
    const term = vectors.keys[i] ?? 0;
    const product = (own.get(term) ?? 0) * cosine.weight(term, vectors.counts[i] ?? 0);
    if (product === 0) continue;
    sum += product;
    shared.push({ term, product });
  }
  return shared
    .sort((a, b) => b.product - a.product || (lexicon.word(a.term) < lexicon.word(b.term) ? -1 : 1))
    .slice(0, mostTerms)
    .map(({ term, product }) => ({ term, share: Math.round((product / sum) * 10_000) / 10_000 }));
};

// Of the words with the same stem the one written most often, and of those the first in the alphabet.
const surfaces = (
  lexicon: Lexicon,
  { language, title, tokens }: HeldNote,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, string> => {
  const counts = new Map<number, number>();
  const count = (word: number): void => {
    const term = lexicon.stem(language, word) ?? word;
    if (wanted.has(term)) counts.set(word, (counts.get(word) ?? 0) + 1);
  };
  title.forEach(count);
  for (const token of tokens) count(token >> 1);
  const best = new Map<number, { readonly word: string; readonly count: number }>();
  for (const [number, times] of counts) {
    const term = lexicon.stem(language, number) ?? number;
    const word = lexicon.word(number);
    const before = best.get(term);
    if (before === undefined || times > before.count || (times === before.count && word < before.word))
      best.set(term, { word, count: times });
  }
  return new Map([...best].map(([term, { word }]) => [term, word]));
};
