import type { Connection } from './domain/connections.ts';

/** The index that a call asks about is not in memory (any more): fill it and ask again. */
export class IndexLost extends Error {
  override readonly name = 'IndexLost';
}

/** One graph of one tenant: each has an index of its own. */
export type GraphKey = { readonly tenant: string; readonly graph: string };

export type NoteText = { readonly title: string; readonly aliases: readonly string[]; readonly content: string };
export type Facets = {
  readonly title: string;
  readonly aliases: readonly string[];
  readonly tags: readonly string[];
  readonly names: readonly string[];
};

/** A note as the index takes it in; without an analysis it is taken out. */
export type IndexedNote = { readonly id: string; readonly facets: Facets; readonly analysis: Uint8Array | null };

export type Hit = { readonly id: string; readonly score: number };
export type Hits = { readonly items: readonly Hit[]; readonly total: number; readonly truncated: boolean };
export type Found = { readonly id: string; readonly connections: readonly Connection[] };

/** The text engine: analyses notes, and holds an index per graph in memory while it is in use, up to a budget. */
export type Engine = {
  readonly analyserVersion: number;
  /** Notes as bytes to be stored, in their order. */
  readonly analyse: (notes: readonly NoteText[]) => Promise<readonly Uint8Array[]>;
  /** The place up to which the index of the graph is filled; undefined when it is not in memory. */
  readonly placeOf: (graph: GraphKey) => Promise<number | undefined>;
  /** Takes notes in and out. `fresh` starts with an empty index. */
  readonly fill: (
    graph: GraphKey,
    notes: readonly IndexedNote[],
    place: number,
    fresh?: { readonly passedAt: number },
  ) => Promise<void>;
  /** Tells what lists were kept for notes, in an earlier life of the index. */
  readonly remind: (
    graph: GraphKey,
    lists: readonly { readonly id: string; readonly list: readonly { readonly id: string; readonly weight: number }[] }[],
  ) => Promise<void>;
  readonly search: (
    graph: GraphKey,
    query: { readonly text: string; readonly limit: number; readonly offset: number; readonly tags: readonly string[] },
  ) => Promise<Hits>;
  /**
   * The notes whose lists these notes may change, themselves included; and whether the graph has grown or shrunk by a fifth since the
   * last pass over all of it. If so, of more than `most` notes nothing is told: a pass costs less.
   */
  readonly affected: (
    graph: GraphKey,
    ids: readonly string[],
    most: number,
  ) => Promise<{ readonly ids: readonly string[]; readonly moved: boolean; readonly size: number }>;
  /** The best connections of each note, leaving out the given pairs. */
  readonly connections: (
    graph: GraphKey,
    ids: readonly string[],
    exclude: Readonly<Record<string, readonly string[]>>,
  ) => Promise<readonly Found[]>;
  /** Says that the lists of all notes have been made. */
  readonly passed: (graph: GraphKey) => Promise<void>;
  /** Notes that name this one in running text, without a link. */
  readonly mentionsOf: (
    graph: GraphKey,
    id: string,
  ) => Promise<readonly { readonly from: string; readonly text: string; readonly line: number; readonly count: number }[]>;
  /** Drops all indexes. The next request fills them from what is stored. */
  readonly forget: () => Promise<void>;
  readonly stop: () => Promise<void>;
};
