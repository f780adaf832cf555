import type { Sql } from '#platform/postgres/sql';

/** A file of an import as it waits: text that may become a note, or the reason why not. */
export type Waiting = {
  readonly path: string;
  readonly content: string | null;
  readonly code: string | null;
  readonly message: string | null;
};

type Of = { readonly tenant: string; readonly id: string };

/** Adds files behind those that wait already; `from` is the number of the first. */
export const putWaiting = async (sql: Sql, { tenant, id }: Of, from: number, files: readonly Waiting[]): Promise<void> => {
  await sql`
    insert into graph.import_spool (tenant, import, ordinal, path, content, size, code, message)
    select ${tenant}, ${id}, ${from}::int + n::int - 1, path, content, coalesce(octet_length(content), 0), code, message
    from unnest(${files.map(({ path }) => path)}::text[], ${files.map(({ content }) => content)}::text[],
      ${files.map(({ code }) => code)}::text[], ${files.map(({ message }) => message)}::text[])
      with ordinality as f (path, content, code, message, n)`;
};

/** The next files in their order: at most `limit`, and no more than some bytes beyond the first, so that a batch fits in memory. */
export const takeWaiting = (
  sql: Sql,
  { tenant, id }: Of,
  from: number,
  { limit, bytes }: { readonly limit: number; readonly bytes: number },
) =>
  // One pass, without a join: on a table just filled, the planner has no idea of its size and joins 500 rows in 250 ms.
  sql<Waiting>`
    select path, content, code, message from (
      select ordinal, path, content, code, message, size, sum(size) over (order by ordinal) as total from graph.import_spool
      where tenant = ${tenant} and import = ${id} and ordinal >= ${from}::int and ordinal < ${from}::int + ${limit}::int
    ) near
    where total - size < ${bytes}::bigint order by ordinal`;

export const countWaiting = async (sql: Sql, { tenant, id }: Of): Promise<number> => {
  const [row] = await sql<{ readonly files: number }>`
    select count(*) as files from graph.import_spool where tenant = ${tenant} and import = ${id}`;
  return row?.files ?? 0;
};

/** Forgets the files from a number on. */
export const dropWaiting = async (sql: Sql, { tenant, id }: Of, from = 0): Promise<void> => {
  await sql`delete from graph.import_spool where tenant = ${tenant} and import = ${id} and ordinal >= ${from}`;
};

/** Forgets what was sent more than a day ago and then never asked for, and what imports left that are over. */
export const sweepWaiting = async (sql: Sql): Promise<void> => {
  await sql`
    delete from graph.import_spool s using graph.import_spool f
    left join graph.imports i on i.tenant = f.tenant and i.id = f.import
    where f.ordinal = 0 and s.tenant = f.tenant and s.import = f.import
      and (i.status <> 'running' or i.id is null and f.received_at < now() - interval '1 day')`;
};
