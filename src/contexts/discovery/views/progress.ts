import type { Sql } from '#platform/postgres/sql';
import type { GraphKey } from '../ports.ts';

export type Progress = { readonly place: number; readonly passedAt: number };

/** How far the connections of a graph are worked out. */
export const progressOf = async (sql: Sql, { tenant, graph }: GraphKey): Promise<Progress> => {
  const [row] = await sql<Progress>`
    select place, passed_at as "passedAt" from discovery.progress where tenant = ${tenant} and graph = ${graph}`;
  return row ?? { place: 0, passedAt: 0 };
};

/** Moves the progress of a graph on, never back. */
export const moveProgress = (sql: Sql, { tenant, graph }: GraphKey, { place, passedAt }: Progress) => sql`
  insert into discovery.progress as p (tenant, graph, place, passed_at) values (${tenant}, ${graph}, ${place}, ${passedAt})
  on conflict (tenant, graph) do update set place = greatest(p.place, excluded.place), passed_at = excluded.passed_at`;
