import type { Sql } from '#platform/postgres/sql';
import type { ImportRow } from './imports.ts';

export type Lease = { readonly tenant: string; readonly graph: string; readonly holder: string };

/** The import to work on next in each graph: the one asked for first. */
export const nextImports = (sql: Sql) =>
  sql<Pick<ImportRow, 'id' | 'graph' | 'source' | 'dry_run' | 'actor' | 'correlation'> & { readonly tenant: string }>`
    select distinct on (tenant, graph) tenant, id, graph, source, dry_run, actor, correlation from graph.imports
    where status = 'running' order by tenant, graph, requested_at, id`;

/** Takes or renews the right to import into a graph, for some seconds; false when another process has it. */
export const takeLease = async (sql: Sql, { tenant, graph, holder }: Lease, seconds: number): Promise<boolean> => {
  const rows = await sql<{ readonly holder: string }>`
    insert into graph.import_lease as l (tenant, graph, holder, until)
    values (${tenant}, ${graph}, ${holder}, now() + make_interval(secs => ${seconds}::float8))
    on conflict (tenant, graph) do update set holder = excluded.holder, until = excluded.until
    where l.holder = excluded.holder or l.until < now()
    returning holder`;
  return rows.length > 0;
};

export const dropLease = async (sql: Sql, { tenant, graph, holder }: Lease): Promise<void> => {
  await sql`delete from graph.import_lease where tenant = ${tenant} and graph = ${graph} and holder = ${holder}`;
};
