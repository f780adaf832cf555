import type { AppendId, Meta } from '#platform/log/event-log';
import type { Sql } from '#platform/postgres/sql';

type Row = {
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly meta: Meta;
  readonly recorded_at: Date;
  readonly data: unknown;
  readonly append: AppendId | null;
};

export type Wanted = {
  readonly tenant: string;
  readonly actor: string | null;
  readonly type: string | null;
  readonly stream: string | null;
  readonly correlation: string | null;
  readonly from: string | null;
  readonly to: string | null;
  /** Older than this position. */
  readonly before: string | number | null;
  readonly limit: number;
};

/** Events of a workspace, the newest first. */
export const listed = (sql: Sql, { tenant, actor, type, stream, correlation, from, to, before, limit }: Wanted) => sql<Row>`
  select position, type, stream, version, meta, recorded_at, data, append from log.event
  where tenant = ${tenant} and (${before}::bigint is null or position < ${before}::bigint)
    and (${type}::text is null or type = ${type}::text)
    and (${stream}::text is null or stream = ${stream}::text)
    and (${actor}::text is null or meta->>'actor' = ${actor}::text)
    and (${correlation}::text is null or meta->>'correlation' = ${correlation}::text)
    and (${from}::timestamptz is null or recorded_at >= ${from}::timestamptz)
    and (${to}::timestamptz is null or recorded_at < ${to}::timestamptz)
  order by position desc limit ${limit}`;

/** The append that wrote the event at a position; undefined where there is none. */
export const appendAt = async (sql: Sql, position: number): Promise<AppendId | null | undefined> =>
  (await sql<Pick<Row, 'append'>>`select append from log.event where position = ${position}`)[0]?.append;
