import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Event } from '#kernel/event';
import { streamKey } from '#platform/log/append';
import type { AnyModel, Folded, Upcasters } from '#platform/log/event-log';
import { snapshotOf, stateOf } from '#platform/log/snapshot';

export type Wanted = { readonly model: AnyModel; readonly id: string };

/** A folded stream as decisions use it. */
export type Loaded<State = unknown> = Folded<State> & {
  readonly stream: string;
  readonly model: AnyModel;
  /** About the length of the stored JSON that was folded in: what the cache counts. */
  readonly bytes: number;
  /** Came from memory: another process may have moved the stream on. */
  readonly cached: boolean;
};

export type States = {
  /** Folds streams in one statement; those in memory without any, unless `fresh`, which reads what was added to them. */
  readonly load: (tenant: string, wanted: readonly Wanted[], fresh?: boolean) => Promise<readonly Loaded[]>;
  /** The state that further events lead to. */
  readonly after: (loaded: Loaded, events: readonly Event[], at: Date) => Loaded;
  /** Keeps a committed state in memory, and now and then in the database. */
  readonly keep: (tenant: string, before: Loaded, after: Loaded) => void;
};

export const streamOf = ({ model, id }: { readonly model: Pick<AnyModel, 'name'>; readonly id: string }): string =>
  `${model.name}-${id}`;

/** Folded streams, kept in memory up to a number of bytes of stored events, and read on from a snapshot where there is one. */
export const createStates = (pool: Pool, upcasters: Upcasters, snapshotEvery = 200): States => {
  const read = groupedReads(pool);
  const cache = new LRUCache<string, Loaded>({ maxSize: 64 * 2 ** 20, sizeCalculation: ({ bytes }) => bytes + 500 });

  const load = async (tenant: string, wanted: readonly Wanted[], fresh = false): Promise<readonly Loaded[]> => {
    const known = wanted.map((each): Loaded => {
      const stream = streamOf(each);
      const kept = cache.get(streamKey(tenant, stream));
      return kept?.model === each.model ? kept : nothingYet(each, stream);
    });
    const unread = known.filter(({ cached }) => fresh || !cached);
    if (unread.length === 0) return known;

    const rows = await read(tenant, unread);
    return known.map((before) => {
      if (before.cached && !fresh) return before;
      const now = {
        ...foldRows(before, rows.get(readKey(tenant, before.stream, before.version)) ?? [], upcasters),
        cached: false,
      };
      put(tenant, now);
      return now;
    });
  };

  const put = (tenant: string, loaded: Loaded) => {
    const key = streamKey(tenant, loaded.stream);
    if (loaded.version > 0 && loaded.version >= (cache.peek(key)?.version ?? 0)) cache.set(key, { ...loaded, cached: true });
  };

  const keep = (tenant: string, before: Loaded, now: Loaded) => {
    put(tenant, now);
    if (Math.floor(now.version / snapshotEvery) === Math.floor(before.version / snapshotEvery)) return;
    // Only a convenience: where it cannot be written, the stream is folded from its events.
    writeSnapshot(pool, tenant, now).catch(() => undefined);
  };

  return {
    load,
    keep,
    after: (loaded, events, at) =>
      foldRows(
        loaded,
        events.map((event, index) => rowOf(loaded, event, index, at)),
        upcasters,
      ),
  };
};

const nothingYet = ({ model, id }: Wanted, stream: string): Loaded => ({
  id,
  stream,
  model,
  state: model.initial,
  version: 0,
  bytes: 0,
  cached: false,
});

type StoredRow = {
  readonly version: number;
  /** null: a snapshot. */
  readonly type: string | null;
  readonly data: object;
  readonly bytes: number;
  readonly at: Date;
  readonly created_at: Date | null;
};

/** The state after some rows of the same stream: a snapshot, events, or a snapshot and what came after it. */
const foldRows = (before: Loaded, rows: readonly StoredRow[], upcasters: Upcasters): Loaded =>
  rows.reduce<Loaded>((now, { version, type, data, bytes, at, created_at }) => {
    const state = type === null ? stateOf(data) : evolved(now, { type, data }, upcasters);
    const createdAt = now.createdAt ?? (created_at ?? at).toISOString();
    return { ...now, state, version, createdAt, changedAt: at.toISOString(), bytes: (type === null ? 0 : now.bytes) + bytes };
  }, before);

/** The state after one more stored event. */
export const evolved = (
  { model, state }: { readonly model: AnyModel; readonly state: unknown },
  stored: Event,
  upcasters: Upcasters,
): unknown =>
  // The seam of the types: a model is only ever given the states and events of its own streams.
  upcast(stored, upcasters).reduce((now, event) => model.evolve(now as never, event as never), state);

/** What a stored event means today. */
export const upcast = (event: Event, upcasters: Upcasters): readonly Event[] => {
  const today = upcasters[event.type];
  return today ? today(event.data as never) : [event]; // the seam: an upcaster knows the old shape by the type it stands under
};

const rowOf = ({ version }: Loaded, { type, data }: Event, index: number, at: Date): StoredRow => ({
  version: version + index + 1,
  type,
  data,
  bytes: roughSize(data),
  at,
  created_at: null,
});

const roughSize = (value: unknown): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  return Object.values(value).reduce<number>((sum, each) => sum + 10 + roughSize(each), 0);
};

type ReadRow = StoredRow & { readonly tenant: string; readonly stream: string; readonly known: number };
type Rows = ReadonlyMap<string, readonly StoredRow[]>;
type Read = {
  readonly tenant: string;
  readonly streams: readonly Loaded[];
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
};

const readKey = (tenant: string, stream: string, known: number) => `${streamKey(tenant, stream)}\u0000${known}`;

/** What is asked for while one statement is under way is read by the next, in one statement for all. */
const groupedReads = (pool: Pool): ((tenant: string, streams: readonly Loaded[]) => Promise<Rows>) => {
  let queue: Read[] = [];
  let reading = false;

  const drain = async () => {
    await Promise.resolve(); // readers of the same turn go together
    while (queue.length > 0) {
      const reads = queue;
      queue = [];
      try {
        const rows = Map.groupBy(await readRows(pool, reads), ({ tenant, stream, known }) => readKey(tenant, stream, known));
        for (const { resolve } of reads) resolve(rows);
      } catch (error) {
        for (const { reject } of reads) reject(error);
      }
    }
    reading = false;
  };

  return (tenant, streams) =>
    new Promise((resolve, reject) => {
      queue.push({ tenant, streams, resolve, reject });
      if (reading) return;
      reading = true;
      void drain();
    });
};

const readRows = async (pool: Pool, reads: readonly Read[]): Promise<readonly ReadRow[]> => {
  const wanted = new Map(
    reads.flatMap(({ tenant, streams }) =>
      streams.map((each) => [readKey(tenant, each.stream, each.version), { ...each, tenant }] as const),
    ),
  );
  const all = [...wanted.values()];
  const { rows } = await pool.query<ReadRow>({
    name: 'log-load',
    text: loadText,
    values: [
      all.map(({ tenant }) => tenant),
      all.map(({ stream }) => stream),
      all.map(({ version }) => version),
      all.map(({ model }) => model.version ?? 1),
    ],
  });
  return rows;
};

// The newest usable snapshot of each stream, and the events after it or after what is known. The order inside keeps the planner
// from joining with a scan of all events while statistics are young.
const loadText = `
  with wanted as (select * from unnest($1::text[], $2::text[], $3::int[], $4::int[]) w (tenant, stream, known, model_version)),
  snap as (
    select s.*, w.known from wanted w
    join log.snapshot s on s.tenant = w.tenant and s.stream = w.stream and s.model_version = w.model_version and s.version > w.known
  )
  select tenant, stream, known, version, null as type, state as data, length(state::text) as bytes, changed_at as at, created_at from snap
  union all
  select w.tenant, w.stream, w.known, e.version, e.type, e.data, length(e.data::text), e.recorded_at, null
  from wanted w left join snap s using (tenant, stream, known)
  cross join lateral (
    select version, type, data, recorded_at from log.event
    where tenant = w.tenant and stream = w.stream and version > coalesce(s.version, w.known) order by version
  ) e
  order by 1, 2, 4`;

const writeSnapshot = (pool: Pool, tenant: string, { stream, model, version, state, createdAt, changedAt }: Loaded) =>
  pool.query(
    `insert into log.snapshot as s (tenant, stream, model_version, version, state, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant, stream) do update
     set model_version = excluded.model_version, version = excluded.version, state = excluded.state, changed_at = excluded.changed_at
     where s.version < excluded.version or s.model_version <> excluded.model_version`,
    [tenant, stream, model.version ?? 1, version, snapshotOf(state), createdAt, changedAt],
  );
