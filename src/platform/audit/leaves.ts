import type { Sql } from '#platform/postgres/sql';

type LeafRow = {
  readonly position: number;
  readonly tenant: string;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly data: string;
  readonly meta: string;
  readonly at: string;
};

export type Leaf = { readonly position: number; readonly tenant: string; readonly text: string };

/** The events behind a position as leaves: the text of each holds all that is stored of it, byte for byte. */
export const leavesAfter = async (sql: Sql, after: number, limit: number): Promise<readonly Leaf[]> => {
  const rows = await sql<LeafRow>`
    select position, tenant, stream, version, type, data::text as data, meta::text as meta,
      to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from log.event where position > ${after} order by position limit ${limit}`;
  return rows.map(({ position, tenant, stream, version, type, data, meta, at }) => ({
    position,
    tenant,
    text: JSON.stringify([position, tenant, stream, version, type, data, meta, at]),
  }));
};
