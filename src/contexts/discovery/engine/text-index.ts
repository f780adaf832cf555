import { type Analysis, lineStride } from './analysis.ts';
import { type Connection, createConnections, type Ranked, type Ranking } from './connections.ts';
import { createCosine } from './cosine.ts';
import { explain } from './evidence.ts';
import { createLexicon } from './lexicon.ts';
import { createLists, type Listed } from './lists.ts';
import { type MentionPlace, unlinkedMentions } from './mention-places.ts';
import { createMentionStrength } from './mention-strength.ts';
import { createMentions } from './mentions.ts';
import { createNotes, type Facets, type HeldNote, held } from './notes.ts';
import { createSearch, type SearchOptions, type SearchResult } from './search.ts';
import { createTemplates } from './templates.ts';
import { createTerms } from './terms.ts';

/** Each may be left out: the best 5 of at least 0.2. */
export type ConnectionOptions = { readonly [Option in keyof Ranking]?: Ranking[Option] | undefined };

export type PassOptions = {
  readonly k?: number | undefined;
  readonly minWeight?: number | undefined;
  /** Whether a pair is linked already or was dismissed. */
  readonly exclude?: ((id: string, other: string) => boolean) | undefined;
};

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
  /** Adds a note or replaces it. Cheap: the work is done when the next question comes. */
  readonly put: (id: string, analysis: Analysis, facets: Facets) => void;
  readonly remove: (id: string) => void;
  readonly search: (query: string, options: SearchOptions) => SearchResult;
  /** The best connections of a note, heaviest first, equal ones by id; none of a note that is not there. */
  readonly connections: (id: string, options?: ConnectionOptions) => readonly Connection[];
  /** As `connections`, without the evidence, which costs more than the ranking. */
  readonly nearest: (id: string, options?: ConnectionOptions) => readonly Omit<Ranked, 'slot'>[];
  /** The connections of every note, one note a step, so that a worker can do other things between; then the pass counts as done. */
  readonly all: (options?: PassOptions) => Generator<{ readonly id: string; readonly connections: readonly Connection[] }>;
  /** Remembers the list that was kept for a note, now or in an earlier life, for `affectedBy`. */
  readonly record: (id: string, list: readonly Listed[]) => void;
  /** The notes whose list may change because this one came, changed or went. Before removing a note, ask first. */
  readonly affectedBy: (id: string, options?: Pick<PassOptions, 'k' | 'minWeight'>) => readonly string[];
  /** Where other notes name this one in running text without a link to it: the first place in each, by id. */
  readonly mentionsOf: (id: string) => readonly MentionPlace[];
};

/** An empty index. `passedAt`: how many notes there were at the last full pass of an earlier life. */
export const createIndex = ({ passedAt = 0 }: { readonly passedAt?: number } = {}): TextIndex => {
  const lexicon = createLexicon();
  const templates = createTemplates();
  const notes = createNotes();
  const terms = createTerms(lexicon, templates);
  const cosine = createCosine(terms);
  const mentions = createMentions({ notes, lexicon, templates, terms });
  const strength = createMentionStrength({ notes, mentions });
  const connected = createConnections({ notes, cosine, mentions: strength });
  const parts = { notes, lexicon, terms, cosine, mentions };
  const search = createSearch(parts);
  const lists = createLists();
  const changed = new Set<number>();
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

  const hasTurned = ({ lines }: HeldNote): boolean => {
    for (let i = 0; i < lines.length; i += lineStride) if (templates.hasTurned(lines[i] ?? 0, lines[i + 1] ?? 0)) return true;
    return false;
  };

  // What depends on the whole collection is brought up to date once for many changes, when the next question comes.
  const settle = (): void => {
    if (settled) return;
    settled = true;
    const turned = templates.settle(notes.size);
    for (let slot = 0; slot < notes.slots; slot++) {
      const note = notes.at(slot);
      if (note === undefined) continue;
      if (turned && hasTurned(note)) changed.add(slot);
      if (changed.has(slot)) terms.post(slot, note);
    }
    mentions.settle(changed);
    cosine.settle(notes.size, notes.slots, lexicon.size);
    strength.settle();
    changed.clear();
  };

  const slotOf = (id: string): number | undefined => {
    settle();
    return notes.slotOf(id);
  };

  const rank = (slot: number, { k = 5, minWeight = 0.2, exclude }: ConnectionOptions): readonly Ranked[] =>
    connected.rank(slot, { k, minWeight, exclude });

  const connections = (id: string, options: ConnectionOptions = {}): readonly Connection[] => {
    const slot = slotOf(id);
    return slot === undefined ? [] : explain(parts, slot, rank(slot, options));
  };

  return {
    get size() {
      return notes.size;
    },
    get bytes() {
      return [lexicon, templates, notes, terms, cosine, mentions, lists].reduce((sum, { bytes }) => sum + bytes, 0);
    },
    get moved() {
      return notes.size !== lastPass && Math.abs(notes.size - lastPass) >= 0.2 * lastPass;
    },
    passed: (count = notes.size) => {
      lastPass = count;
    },
    has: (id) => notes.slotOf(id) !== undefined,
    put: (id, analysis, facets) => {
      drop(id);
      const note = held(lexicon, { id, analysis, facets });
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
    search: (query, options) => {
      settle();
      return search(query, options);
    },
    connections,
    nearest: (id, options = {}) => {
      const slot = slotOf(id);
      return slot === undefined ? [] : rank(slot, options).map(withoutSlot);
    },
    *all({ exclude, ...options } = {}) {
      for (const id of notes.ids())
        if (notes.slotOf(id) !== undefined)
          yield { id, connections: connections(id, { ...options, exclude: exclude && ((other) => exclude(id, other)) }) };
      lastPass = notes.size;
    },
    record: lists.record,
    affectedBy: (id, { k = 5, minWeight = 0.2 } = {}) => {
      const slot = slotOf(id);
      const affected = new Set(lists.listing(id));
      if (slot !== undefined)
        connected.eachWeight(slot, minWeight, (other, weight) => {
          if (weight >= lists.floor(other, k, minWeight)) affected.add(other);
        });
      return [...affected].filter((other) => notes.slotOf(other) !== undefined).sort();
    },
    mentionsOf: (id) => {
      const slot = slotOf(id);
      return slot === undefined ? [] : unlinkedMentions(parts, slot);
    },
  };
};

const withoutSlot = ({ id, weight, cosine, mention }: Ranked): Omit<Ranked, 'slot'> => ({ id, weight, cosine, mention });
