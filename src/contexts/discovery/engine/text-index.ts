import type { Analysis } from './analysis.ts';
import { addBm25, queryTerms } from './bm25.ts';
import { createConnections, type Ranked } from './connections.ts';
import { createCosine } from './cosine.ts';
import { type Evidence, explain, type MentionPlace } from './evidence.ts';
import { createLexicon } from './lexicon.ts';
import { createMentions } from './mentions.ts';
import { createNotes, type Facets, foldedTag, type HeldNote, held } from './notes.ts';
import { createLists, type Listed } from './reverse.ts';
import { createTally } from './tally.ts';
import { createTemplates } from './templates.ts';
import { createTerms } from './terms.ts';
import { tokensOf } from './tokens.ts';
import { createTop } from './top.ts';

export type SearchOptions = {
  readonly limit: number;
  readonly offset?: number;
  /** Only notes that have every one of these tags, or one below it ("a" finds "a/b"). */
  readonly tags?: readonly string[];
};

export type SearchResult = {
  readonly items: readonly { readonly id: string; readonly score: number; readonly terms: readonly string[] }[];
  readonly total: number;
  readonly truncated: boolean;
};

export type ConnectionOptions = {
  /** At most so many, 5 unless told. */
  readonly k?: number;
  /** None lighter than this (0–1), 0.2 unless told. */
  readonly minWeight?: number;
};

/** Whether a pair is linked already or was dismissed. */
export type Excluded = (id: string, other: string) => boolean;

export type Connection = Omit<Ranked, 'slot'> & { readonly evidence: Evidence };

/** The text index of one graph: search, connections, mentions. Owns its memory; answers are exact for the notes it holds. */
export type TextIndex = {
  readonly size: number;
  /** Estimated memory. */
  readonly bytes: number;
  /** Whether the number of notes has moved by a fifth since the last pass over all of them. */
  readonly moved: boolean;
  /** Says that all lists were made when the graph had so many notes (now, unless told). */
  readonly passed: (notes?: number) => void;
  readonly has: (id: string) => boolean;
  readonly put: (id: string, analysis: Analysis, facets: Facets) => void;
  readonly remove: (id: string) => void;
  readonly search: (query: string, options: SearchOptions) => SearchResult;
  /** The best connections of a note, heaviest first, equal ones by id; none of a note that is not there. */
  readonly connections: (id: string, options?: ConnectionOptions & { readonly exclude?: (other: string) => boolean }) => readonly Connection[];
  /** As `connections`, without the evidence, which costs more than the ranking. */
  readonly nearest: (id: string, options?: ConnectionOptions & { readonly exclude?: (other: string) => boolean }) => readonly Omit<Ranked, 'slot'>[];
  /** The connections of every note, one note a step, so that a worker can do other things between; then the pass counts as done. */
  readonly all: (options?: ConnectionOptions & { readonly exclude?: Excluded }) => Generator<{ readonly id: string; readonly connections: readonly Connection[] }>;
  /** Remembers the list that was kept for a note, now or in an earlier life, for `affectedBy`. */
  readonly record: (id: string, list: readonly Listed[]) => void;
  /** The notes whose list may change because this one came, changed or went; ask before removing a note, too. */
  readonly affectedBy: (id: string, options?: ConnectionOptions) => readonly string[];
  /** Where other notes name this one in running text without a link to it: the first place of each, by id. */
  readonly mentionsOf: (id: string) => readonly MentionPlace[];
};

/** An empty index. `passedAt`: the number of notes at the last full pass of an earlier life. */
export const createIndex = ({ passedAt = 0 }: { readonly passedAt?: number } = {}): TextIndex => {
  const lexicon = createLexicon();
  const templates = createTemplates();
  const notes = createNotes();
  const terms = createTerms(lexicon, templates);
  const cosine = createCosine(terms);
  const mentions = createMentions({ notes, lexicon, templates, terms });
  const connected = createConnections({ notes, cosine, mentions });
  const lists = createLists();
  const scores = createTally();
  const changed = new Set<number>();
  const parts = { notes, lexicon, terms, cosine, mentions };
  let settled = true;
  let lastPass = passedAt;

  const drop = (id: string): void => {
    const slot = notes.slotOf(id);
    const note = slot === undefined ? undefined : notes.at(slot);
    if (slot === undefined || note === undefined) return;
    templates.count(note.lines, -1);
    terms.drop(slot);
    mentions.drop(slot);
    notes.remove(id);
    changed.delete(slot);
    settled = false;
  };

  // Everything that depends on the whole collection is brought up to date once, when the first question after a change comes.
  const settle = (): void => {
    if (settled) return;
    settled = true;
    if (templates.settle(notes.size)) for (let slot = 0; slot < notes.slots; slot++) if (hasTurned(notes.at(slot))) changed.add(slot);
    for (const slot of changed) {
      const note = notes.at(slot);
      if (note !== undefined) terms.post(slot, note);
    }
    mentions.settle(changed);
    cosine.settle(notes.size, notes.slots, lexicon.size);
    connected.settle();
    changed.clear();
  };

  const hasTurned = (note: HeldNote | undefined): boolean => {
    const lines = note?.lines ?? [];
    for (let i = 0; i < lines.length; i += 4) if (templates.hasTurned(lines[i] ?? 0, lines[i + 1] ?? 0)) return true;
    return false;
  };

  const rank: (id: string, options?: ConnectionOptions & { readonly exclude?: (other: string) => boolean }) => readonly Ranked[] = (
    id,
    { k = 5, minWeight = 0.2, exclude } = {},
  ) => {
    settle();
    const slot = notes.slotOf(id);
    return slot === undefined ? [] : connected.rank(slot, { k, minWeight, exclude });
  };

  const connections: TextIndex['connections'] = (id, options) => {
    const ranked = rank(id, options);
    const slot = notes.slotOf(id);
    if (slot === undefined) return [];
    const evidence = explain(parts, slot, ranked.map(({ slot: other }) => other));
    return ranked.flatMap(({ slot: _, ...it }, i) => {
      const why = evidence[i];
      return why === undefined ? [] : [{ ...it, evidence: why }];
    });
  };

  return {
    get size() {
      return notes.size;
    },
    get bytes() {
      return lexicon.bytes + templates.bytes + notes.bytes + terms.bytes + cosine.bytes + mentions.bytes + lists.bytes;
    },
    get moved() {
      return Math.abs(notes.size - lastPass) >= 0.2 * lastPass && notes.size !== lastPass;
    },
    passed: (count = notes.size) => {
      lastPass = count;
    },
    has: (id) => notes.slotOf(id) !== undefined,
    put: (id, analysis, facets) => {
      drop(id);
      const note = held(lexicon, id, analysis, facets);
      const slot = notes.put(note);
      templates.count(note.lines, 1);
      mentions.put(slot, note);
      changed.add(slot);
      settled = false;
    },
    remove: (id) => {
      drop(id);
      lists.forget(id);
    },
    search: (query, { limit, offset = 0, tags = [] }) => {
      settle();
      const wanted = tags.map(foldedTag);
      const words = queryTerms(parts, tokensOf(query));
      scores.begin(notes.slots);
      for (const word of tokensOf(query)) for (const term of words.get(word) ?? []) addBm25({ notes, terms }, term, scores);
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
    },
    connections,
    nearest: (id, options) => rank(id, options).map(({ slot: _, ...it }) => it),
    *all({ exclude, ...options } = {}) {
      for (const id of notes.ids()) {
        if (notes.slotOf(id) === undefined) continue;
        yield { id, connections: connections(id, exclude === undefined ? options : { ...options, exclude: (other) => exclude(id, other) }) };
      }
      lastPass = notes.size;
    },
    record: lists.record,
    affectedBy: (id, { k = 5, minWeight = 0.2 } = {}) => {
      settle();
      const affected = new Set(lists.listing(id));
      const slot = notes.slotOf(id);
      if (slot !== undefined)
        connected.eachWeight(slot, (other, weight) => {
          const otherId = notes.at(other)?.id ?? '';
          if (weight >= lists.floor(otherId, k, minWeight) - 5e-5) affected.add(otherId);
        });
      return [...affected].filter((other) => notes.slotOf(other) !== undefined).sort();
    },
    mentionsOf: (id) => {
      settle();
      return [];
    },
  };

  function matching(slot: number, words: ReadonlyMap<string, readonly number[]>): readonly string[] {
    const { keys, start, length } = terms.vectors;
    const from = start[slot] ?? 0;
    const own = new Set(keys.subarray(from, from + (length[slot] ?? 0)));
    return [...words].filter(([, found]) => found.some((term) => own.has(term))).map(([word]) => word);
  }
};

const hasTags = (note: HeldNote | undefined, wanted: readonly string[]): boolean =>
  wanted.every((tag) => note?.tags.some((own) => own === tag || own.startsWith(`${tag}/`)) ?? false);
