import type { Sql } from '#platform/postgres/sql';

/** Which of these keys some note of the graph carries already. */
export const keysCarried = async (
  sql: Sql,
  tenant: string,
  graph: string,
  keys: readonly string[],
): Promise<ReadonlySet<string>> => {
  const rows = await sql<{ readonly key: string }>`
    select distinct key from graph.names where tenant = ${tenant} and graph = ${graph} and key = any (${keys}::text[])`;
  return new Set(rows.map(({ key }) => key));
};
