import { LRUCache } from 'lru-cache';
import { analyse } from '../engine/analyse.ts';
import { decode, encode } from '../engine/codec.ts';
import { createIndex, type TextIndex } from '../engine/text-index.ts';
import { type Engine, type GraphKey, IndexLost } from '../ports.ts';

/** What the worker thread does for each call: the engine without the thread, so that it can be tried alone. */
export type Indexes = {
  readonly [K in keyof Omit<Engine, 'forget' | 'stop' | 'analyserVersion'>]: (
    ...input: Parameters<Engine[K]>
  ) => ReturnType<Engine[K]>;
};

const budget = 384 * 2 ** 20; // bytes of all indexes together; the least recently used goes first, and is filled again when asked for
const longest = 8; // milliseconds of work before other calls get their turn

type Held = { readonly index: TextIndex; place: number };

export const createIndexes = (breathe: () => Promise<void>): Indexes => {
  // A graph that is larger than the budget counts as all of it: it stays, alone.
  const graphs = new LRUCache<string, Held>({
    maxSize: budget,
    sizeCalculation: ({ index }) => Math.min(budget, index.bytes + 1_000),
  });
  const keyOf = ({ tenant, graph }: GraphKey) => `${tenant}\u0000${graph}`;
  const held = (graph: GraphKey): Held => {
    const found = graphs.get(keyOf(graph));
    if (!found) throw new IndexLost('The index of this graph is not in memory.');
    return found;
  };

  /** One item after the other, with a breath between slices, so that a search never waits for a whole batch. */
  const sliced = async <T, R>(items: readonly T[], work: (item: T) => R): Promise<readonly R[]> => {
    const results: R[] = [];
    let since = performance.now();
    for (const item of items) {
      results.push(work(item));
      if (performance.now() - since < longest) continue;
      await breathe();
      since = performance.now();
    }
    return results;
  };

  return {
    analyse: (notes) => sliced(notes, (note) => encode(analyse(note))),
    placeOf: async (graph) => graphs.get(keyOf(graph))?.place,
    fill: async (graph, notes, place, fresh) => {
      const target: Held = fresh ? { index: createIndex(fresh), place } : held(graph);
      await sliced(notes, ({ id, analysis, facets }) => {
        const decoded = analysis && decode(analysis);
        if (decoded) target.index.put(id, decoded, facets);
        else target.index.remove(id);
      });
      target.place = place;
      graphs.set(keyOf(graph), target);
    },
    remind: async (graph, lists) => {
      for (const { id, list } of lists) held(graph).index.record(id, list);
    },
    search: async (graph, { text, ...options }) => held(graph).index.search(text, options),
    affected: async (graph, ids, most) => {
      const { index } = held(graph);
      const { moved, size } = index;
      if (moved && ids.length > most) return { ids: [], moved, size };
      const each = await sliced(ids, (id) => index.affectedBy(id));
      return { ids: [...new Set([...ids.filter(index.has), ...each.flat()])], moved, size };
    },
    connections: async (graph, ids, exclude) => {
      const { index } = held(graph);
      return sliced(ids.filter(index.has), (id) => {
        const leftOut = new Set(exclude[id]);
        const connections = index.connections(id, { exclude: (other) => leftOut.has(other) });
        index.record(id, connections);
        return { id, connections };
      });
    },
    passed: async (graph) => held(graph).index.passed(),
    mentionsOf: async (graph, id) => held(graph).index.mentionsOf(id),
  };
};
