import type { AnyModel, AppendId, AsOf, Folded, Place, Recorded, Upcasters } from '#platform/log/event-log';
import { evolved, upcast } from '#platform/log/fold-stream';
import { OtherHistory } from '#platform/log/other-history';
import { streamOf } from '#platform/log/states';
import type { Executor } from '#platform/postgres/sql';

type EventRow = Omit<Recorded, 'recordedAt' | 'append'> & { readonly recorded_at: Date; readonly append: AppendId | null };
type SliceRow = EventRow & {
  readonly head: number;
  readonly head_append: AppendId | null;
  readonly after_append: AppendId | null;
  readonly checkpoint: number | null;
  readonly checkpoint_append: AppendId | null;
  readonly stored: number;
};

const columns = 'position, tenant, stream, version, type, data, meta, recorded_at, append';

/** A stored event as what it means today. */
const recordedOf = (row: EventRow, upcasters: Upcasters): readonly Recorded[] => {
  const { position, tenant, stream, version, meta } = row;
  const recordedAt = row.recorded_at.toISOString();
  const place = { position, tenant, stream, version, append: row.append ?? undefined };
  return upcast(row, upcasters).map(({ type, data }) => ({ ...place, type, data, meta, recordedAt }));
};

export type Chunk = {
  readonly events: readonly Recorded[];
  /** Everything up to this position has been looked at. */
  readonly through: number;
  /** The append that wrote the event at `through`. */
  readonly append: AppendId | undefined;
  /** The subscriber's, where one was named; position 0 where it has none yet. */
  readonly checkpoint: Place;
  /** There may be more right behind it. */
  readonly more: boolean;
  /** Bytes that the events take up in the log, compressed where it compresses them. */
  readonly stored: number;
};

export type Slice = {
  readonly after: number;
  /** The append that wrote the event at `after`, where it is known: if the log has another one there, it is another history. */
  readonly append?: AppendId | undefined;
  /** Not beyond this position. Default: the head. */
  readonly through?: number;
  readonly types: readonly string[];
  readonly limit: number;
  /** Whose checkpoint to read as well. */
  readonly subscriber?: string;
};

/**
 * The next events of some types, in order of position. Stored types that an upcaster knows may mean any of them.
 * Throws `OtherHistory` when the log does not have what the caller remembers of it.
 */
export const readSlice = async (
  executor: Executor,
  { after, append, through, types, limit, subscriber }: Slice,
  upcasters: Upcasters,
): Promise<Chunk> => {
  // One statement sees one state of the log: the head is taken last and held to the commit, so all up to it is visible.
  const { rows } = await executor.query<SliceRow>({
    name: 'log-slice',
    text: `
      select h.position as head, h.append as head_append, (select append from log.event where position = $1) as after_append,
        c.position as checkpoint, c.append as checkpoint_append, e.*
      from log.head h left join log.checkpoint c on c.subscriber = $5 left join lateral (
        select ${columns}, pg_column_size(data) as stored from log.event
        where event.position > $1 and event.position <= least($4, h.position) and type = any ($2) order by event.position limit $3
      ) e on true`,
    values: [after, [...types, ...Object.keys(upcasters)], limit, through ?? null, subscriber ?? null],
  });
  const [first] = rows;
  const head: Place = { position: first?.head ?? 0, append: first?.head_append ?? undefined };
  if (after > head.position || (append !== undefined && first?.after_append !== append)) throw new OtherHistory(after);
  const found = rows.filter(({ stream }) => stream !== null); // the left join answers with one empty row where there are none
  return {
    events: found.flatMap((row) => recordedOf(row, upcasters)).filter(({ type }) => types.includes(type)),
    more: found.length === limit,
    stored: found.reduce((sum, row) => sum + row.stored, 0),
    checkpoint: { position: first?.checkpoint ?? 0, append: first?.checkpoint_append ?? undefined },
    ...(found.length < limit ? endOf({ position: after, append }, head, through) : throughOf(found.at(-1))),
  };
};

type Through = Pick<Chunk, 'through' | 'append'>;

const throughOf = (row: SliceRow | undefined): Through => ({ through: row?.position ?? 0, append: row?.append ?? undefined });

/** Nothing more was found: all up to the head, or to where the caller wished to read, has been looked at. */
const endOf = (after: Place, head: Place, through = Number.POSITIVE_INFINITY): Through => {
  if (through < head.position) return { through: Math.max(after.position, through), append: undefined };
  return { through: head.position, append: head.append };
};

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
    append,
    limit = 1_000,
  }: {
    readonly tenant: string;
    readonly stream: string;
    readonly after?: number;
    readonly append?: AppendId | undefined;
    readonly limit?: number;
  },
  upcasters: Upcasters,
): Promise<readonly Recorded[]> => {
  const { rows } = await executor.query<EventRow>({
    name: 'log-stream',
    text: `select ${columns} from log.event where tenant = $1 and stream = $2 and version > $3 order by version limit $4`,
    values: append === undefined ? [tenant, stream, after, limit] : [tenant, stream, after - 1, limit + 1],
  });
  if (append !== undefined && rows.shift()?.append !== append) throw new OtherHistory(after);
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
