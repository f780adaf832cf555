import type { Pool } from 'pg';
import { streamKey } from '#platform/log/append';
import type { AppendId } from '#platform/log/event-log';
import type { StoredRow } from '#platform/log/fold-stream';
import type { Loaded } from '#platform/log/states';

type ReadRow = StoredRow & {
  readonly tenant: string;
  readonly stream: string;
  readonly known: number;
  readonly known_append: AppendId | null;
};
/** What was read, by `readKey`. A first row of version 0: the log has something else where the caller believes its last event to be. */
type Rows = ReadonlyMap<string, readonly StoredRow[]>;
type Wish = {
  readonly tenant: string;
  readonly streams: readonly Loaded[];
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: unknown) => void;
};

type Start = Pick<Loaded, 'stream' | 'version' | 'append'>;

/** Two may ask for the same stream from different places. */
export const readKey = (tenant: string, { stream, version, append }: Start): string =>
  `${streamKey(tenant, stream)}\u0000${version}\u0000${append ?? ''}`;

/** What is asked for while one statement is under way is read by the next, in one statement for all. */
export const groupedReads = (pool: Pool): ((tenant: string, streams: readonly Loaded[]) => Promise<Rows>) => {
  let queue: Wish[] = [];
  let reading = false;

  const drain = async () => {
    await Promise.resolve(); // readers of the same turn go together
    while (queue.length > 0) {
      const wishes = queue;
      queue = [];
      try {
        const rows = Map.groupBy(await readRows(pool, wishes), ({ tenant, stream, known, known_append }) =>
          readKey(tenant, { stream, version: known, append: known_append ?? undefined }),
        );
        for (const { resolve } of wishes) resolve(rows);
      } catch (error) {
        for (const { reject } of wishes) reject(error);
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

const readRows = async (pool: Pool, wishes: readonly Wish[]): Promise<readonly ReadRow[]> => {
  const wanted = new Map(
    wishes.flatMap(({ tenant, streams }) => streams.map((each) => [readKey(tenant, each), { ...each, tenant }] as const)),
  );
  const all = [...wanted.values()];
  const { rows } = await pool.query<ReadRow>({
    name: 'log-load',
    text: loadText,
    values: [
      all.map(({ tenant }) => tenant),
      all.map(({ stream }) => stream),
      all.map(({ version }) => version),
      all.map(({ append }) => append ?? null),
      all.map(({ model }) => model.version ?? 1),
    ],
  });
  return rows;
};

// The newest usable snapshot of each stream, and the events after it or after what is known; where the log has something else at that
// version, a mark and all from the start. The order inside keeps the planner from joining with a scan of all events while statistics are young.
const loadText = `
  with wanted as (
    select w.*, w.known > 0 and not exists (
      select from log.event e
      where e.tenant = w.tenant and e.stream = w.stream and e.version = w.known and e.append is not distinct from w.append
    ) as is_other
    from unnest($1::text[], $2::text[], $3::int[], $4::uuid[], $5::int[]) w (tenant, stream, known, append, model_version)
  ),
  start as (
    select w.tenant, w.stream, w.known, w.append as known_append, w.is_other, case when w.is_other then 0 else w.known end as version,
      s.version as snapshot, s.state, s.changed_at, s.created_at, s.append
    from wanted w left join lateral (
      select s.* from log.snapshot s join log.event e using (tenant, stream, version)
      where s.tenant = w.tenant and s.stream = w.stream and s.model_version = w.model_version
        and s.version > case when w.is_other then 0 else w.known end and s.append is not distinct from e.append
    ) s on true
  )
  select tenant, stream, known, known_append, 0 as version, '' as type, null::json as data, 0 as bytes, null::timestamptz as at,
    null::timestamptz as created_at, null::uuid as append from start where is_other
  union all
  select tenant, stream, known, known_append, snapshot, null, state, length(state::text), changed_at, created_at, append
  from start where snapshot is not null
  union all
  select w.tenant, w.stream, w.known, w.known_append, e.version, e.type, e.data, length(e.data::text), e.recorded_at, null, e.append
  from start w cross join lateral (
    select version, type, data, recorded_at, append from log.event
    where tenant = w.tenant and stream = w.stream and version > coalesce(w.snapshot, w.version) order by version
  ) e
  order by 1, 2, 5`;
