import type { AnyModel, AsOf, Folded, Recorded, Upcasters } from '#platform/log/event-log';
import { evolved, streamOf, upcast } from '#platform/log/states';
import type { Executor } from '#platform/postgres/sql';

type EventRow = Omit<Recorded, 'recordedAt'> & { readonly recorded_at: Date };
type SliceRow = EventRow & { readonly head: number; readonly stored: number };

const columns = 'position, tenant, stream, version, type, data, meta, recorded_at';

/** A stored event as what it means today. */
const recordedOf = (row: EventRow, upcasters: Upcasters): readonly Recorded[] => {
  const { position, tenant, stream, version, meta } = row;
  const recordedAt = row.recorded_at.toISOString();
  return upcast(row, upcasters).map(({ type, data }) => ({ position, tenant, stream, version, type, data, meta, recordedAt }));
};

export type Chunk = {
  readonly events: readonly Recorded[];
  /** Everything up to this position has been looked at. */
  readonly through: number;
  /** There may be more right behind it. */
  readonly more: boolean;
  /** Bytes that the events take up in the log, compressed where it compresses them. */
  readonly stored: number;
};

export type Slice = {
  readonly after: number;
  /** Not beyond this position. Default: the head. */
  readonly through?: number;
  readonly types: readonly string[];
  readonly limit: number;
};

/** The next events of some types, in order of position. Stored types that an upcaster knows may mean any of them. */
export const readSlice = async (
  executor: Executor,
  { after, through, types, limit }: Slice,
  upcasters: Upcasters,
): Promise<Chunk> => {
  // One statement sees one state of the log: the head is taken last and held to the commit, so all up to it is visible.
  const { rows } = await executor.query<SliceRow>({
    name: 'log-slice',
    text: `
      select h.position as head, e.* from log.head h left join lateral (
        select ${columns}, pg_column_size(data) as stored from log.event
        where event.position > $1 and event.position <= least($4, h.position) and type = any ($2) order by event.position limit $3
      ) e on true`,
    values: [after, [...types, ...Object.keys(upcasters)], limit, through ?? null],
  });
  const found = rows.filter(({ stream }) => stream !== null); // the left join answers with one empty row where there are none
  const end = Math.min(through ?? Number.POSITIVE_INFINITY, headOf(rows));
  return {
    events: found.flatMap((row) => recordedOf(row, upcasters)).filter(({ type }) => types.includes(type)),
    more: found.length === limit,
    stored: found.reduce((sum, row) => sum + row.stored, 0),
    through: found.length < limit ? Math.max(after, end) : (found.at(-1)?.position ?? after),
  };
};

const headOf = (rows: readonly { readonly head: number }[]): number => rows[0]?.head ?? 0;

/** The newest position. */
export const readHead = async (executor: Executor): Promise<number> => {
  const { rows } = await executor.query<{ readonly position: number }>({
    name: 'log-head',
    text: 'select position from log.head',
  });
  return rows[0]?.position ?? 0;
};

/** The events of one stream from a version on, oldest first. */
export const readStream = async (
  executor: Executor,
  {
    tenant,
    stream,
    after = 0,
    limit = 1_000,
  }: { readonly tenant: string; readonly stream: string; readonly after?: number; readonly limit?: number },
  upcasters: Upcasters,
): Promise<readonly Recorded[]> => {
  const { rows } = await executor.query<EventRow>({
    name: 'log-stream',
    text: `select ${columns} from log.event where tenant = $1 and stream = $2 and version > $3 order by version limit $4`,
    values: [tenant, stream, after, limit],
  });
  return rows.flatMap((row) => recordedOf(row, upcasters));
};

/** A stream folded as it was at a moment in the past. */
export const readAsOf = async <State>(
  executor: Executor,
  { tenant, model, id, asOf }: { readonly tenant: string; readonly model: AnyModel; readonly id: string; readonly asOf: AsOf },
  upcasters: Upcasters,
): Promise<Folded<State>> => {
  const { rows } = await executor.query<EventRow>({
    name: 'log-as-of',
    text: `
      select ${columns} from log.event where tenant = $1 and stream = $2
      and position <= coalesce($3::bigint, position) and version <= coalesce($4::int, version) and recorded_at <= coalesce($5::timestamptz, recorded_at)
      order by version`,
    values: [
      tenant,
      streamOf({ model, id }),
      'position' in asOf ? asOf.position : null,
      'version' in asOf ? asOf.version : null,
      'time' in asOf ? asOf.time : null,
    ],
  });
  const state = rows.reduce((now, row) => evolved({ model, state: now }, row, upcasters), model.initial);
  return {
    id,
    state: state as State, // the model's own
    version: rows.at(-1)?.version ?? 0,
    ...(rows[0]
      ? { createdAt: rows[0].recorded_at.toISOString(), changedAt: (rows.at(-1) ?? rows[0]).recorded_at.toISOString() }
      : {}),
  };
};
