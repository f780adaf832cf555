import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Event } from '#kernel/event';
import { streamKey } from '#platform/log/append';
import type { AnyModel, AppendId, Folded, Upcasters } from '#platform/log/event-log';
import { foldRows, type StoredRow } from '#platform/log/fold-stream';
import { groupedReads, readKey } from '#platform/log/read-streams';
import { writeSnapshot } from '#platform/log/snapshot';
import type { Troubles } from '#platform/log/troubles';

export type Wanted = { readonly model: AnyModel; readonly id: string };

/** A folded stream as decisions use it. */
export type Loaded<State = unknown> = Folded<State> & {
  readonly stream: string;
  readonly model: AnyModel;
  /** The append that wrote the last event. */
  readonly append: AppendId | undefined;
  /** About the length of the stored JSON that was folded in: what the cache counts. */
  readonly bytes: number;
  /** Rests on what was in memory: another process may have moved the stream on. */
  readonly cached: boolean;
};

export type Kept = Loaded & { readonly tenant: string };

/** From where states are folded: memory alone where they are there, memory and the events since, or the database alone. */
export type Read = 'known' | 'further' | 'stored';

export type States = {
  /** Folds streams, those that must be read in one statement. */
  readonly load: (tenant: string, wanted: readonly Wanted[], read: Read) => Promise<readonly Loaded[]>;
  /** The state that further events lead to. */
  readonly after: (loaded: Loaded, events: readonly Event[], by: { readonly at: Date; readonly append: AppendId }) => Loaded;
  /** Keeps a committed state in memory, and now and then in the database. */
  readonly keep: (tenant: string, before: Loaded, after: Loaded) => void;
  /** All that memory holds, the most recently used first. */
  readonly kept: () => readonly Kept[];
  readonly drop: (kept: Kept) => void;
  readonly clear: () => void;
};

export const streamOf = ({ model, id }: { readonly model: Pick<AnyModel, 'name'>; readonly id: string }): string =>
  `${model.name}-${id}`;

export type StatesOptions = {
  readonly pool: Pool;
  readonly upcasters: Upcasters;
  readonly troubles: Troubles;
  /** The log has another event where memory believes the last one of a stream to be. */
  readonly onMismatch: () => void;
  readonly snapshotEvery?: number;
};

/** Folded streams, kept in memory up to a number of bytes of stored events, and read on from a snapshot where there is one. */
export const createStates = ({ pool, upcasters, troubles, onMismatch, snapshotEvery = 200 }: StatesOptions): States => {
  const read = groupedReads(pool);
  const cache = new LRUCache<string, Kept>({
    maxSize: 64 * 2 ** 20,
    sizeCalculation: ({ bytes }) => bytes + 500,
  });

  const load: States['load'] = async (tenant, wanted, how) => {
    const known = wanted.map((each): Loaded => {
      const stream = streamOf(each);
      const kept = how === 'stored' ? undefined : cache.get(streamKey(tenant, stream));
      return kept?.model === each.model ? kept : nothingYet(each, stream);
    });
    const unread = known.filter(({ cached }) => how !== 'known' || !cached);
    if (unread.length === 0) return known;

    const rows = await read(tenant, unread);
    return known.map((before) => {
      if (before.cached && how === 'known') return before;
      const own = rows.get(readKey(tenant, before)) ?? [];
      const isOther = own[0]?.version === 0; // the log has another event at the version that memory is at, or none
      if (isOther) {
        cache.delete(streamKey(tenant, before.stream));
        onMismatch();
      }
      const now = isOther ? folded(nothingYet(before, before.stream), own.slice(1)) : folded(before, own);
      put(tenant, now);
      return now;
    });
  };

  const folded = (before: Loaded, rows: readonly StoredRow[]): Loaded => {
    try {
      return foldRows(before, rows, upcasters);
    } catch (error) {
      troubles.add(`stream ${before.stream}`, error instanceof Error ? error.message : String(error));
      throw error;
    }
  };

  const put = (tenant: string, loaded: Loaded) => {
    const key = streamKey(tenant, loaded.stream);
    if (loaded.version > 0 && loaded.version >= (cache.peek(key)?.version ?? 0))
      cache.set(key, { ...loaded, tenant, cached: true });
  };

  const keep: States['keep'] = (tenant, before, now) => {
    put(tenant, now);
    if (Math.floor(now.version / snapshotEvery) === Math.floor(before.version / snapshotEvery)) return;
    // Only a convenience: where it cannot be written, the stream is folded from its events.
    writeSnapshot(pool, tenant, now).catch(() => undefined);
  };

  return {
    load,
    keep,
    after: (loaded, events, by) =>
      foldRows(
        loaded,
        events.map((event, index) => rowOf(loaded, event, index, by)),
        upcasters,
      ),
    kept: () => [...cache.values()],
    drop: (kept) => {
      const key = streamKey(kept.tenant, kept.stream);
      if (cache.peek(key) === kept) cache.delete(key);
    },
    clear: () => cache.clear(),
  };
};

/** A stream before its first event. */
export const nothingYet = ({ model, id }: Wanted, stream: string): Loaded => ({
  id,
  stream,
  model,
  state: model.initial,
  version: 0,
  append: undefined,
  bytes: 0,
  cached: false,
});

const rowOf = (
  { version }: Loaded,
  { type, data }: Event,
  index: number,
  { at, append }: { readonly at: Date; readonly append: AppendId },
): StoredRow => ({ version: version + index + 1, type, data, bytes: roughSize(data), at, created_at: null, append });

const roughSize = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, each) => sum + 10 + roughSize(each), 0);
};
