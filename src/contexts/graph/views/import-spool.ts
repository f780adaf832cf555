import type { Sql } from '#platform/postgres/sql';

/** A file of an import as it waits: text that may become a note, or the reason why not. */
export type Waiting = {
  readonly path: string;
  readonly content: string | null;
  readonly code: string | null;
  readonly message: string | null;
};

type Of = { readonly tenant: string; readonly id: string };

type By = Of & { readonly upload: string };

/** From now on the files of an import come by this upload, and by no earlier one. Waits for what an earlier one is writing. */
export const takeOver = (sql: Sql, { tenant, id, upload }: By) => sql`
  insert into graph.import_upload (tenant, import, upload) values (${tenant}, ${id}, ${upload})
  on conflict (tenant, import) do update set upload = excluded.upload, begun_at = now()`;

/** Whether the files come by this upload still; nobody takes over before the transaction ends. */
export const comesBy = async (sql: Sql, { tenant, id, upload }: By): Promise<boolean> => {
  const rows = await sql`
    select from graph.import_upload where tenant = ${tenant} and import = ${id} and upload = ${upload} for share`;
  return rows.length > 0;
};

/** Adds files behind those that wait already; `from` is the number of the first. Answers false where another upload has taken over. */
export const putWaiting = async (
  sql: Sql,
  { tenant, id, upload }: By,
  from: number,
  files: readonly Waiting[],
): Promise<boolean> => {
  const rows = await sql`
    with mine as (
      select from graph.import_upload where tenant = ${tenant} and import = ${id} and upload = ${upload} for share
    )
    insert into graph.import_spool (tenant, import, ordinal, path, content, size, code, message)
    select ${tenant}, ${id}, ${from}::int + n::int - 1, path, content, coalesce(octet_length(content), 0), code, message
    from unnest(${files.map(({ path }) => path)}::text[], ${files.map(({ content }) => content)}::text[],
      ${files.map(({ code }) => code)}::text[], ${files.map(({ message }) => message)}::text[])
      with ordinality as f (path, content, code, message, n)
    where exists (select from mine) returning ordinal`;
  return rows.length === files.length;
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

/** Forgets the files from a number on, unless another upload has taken over. */
export const dropWaiting = async (sql: Sql, { tenant, id, upload }: By, from: number): Promise<void> => {
  await sql`
    delete from graph.import_spool where tenant = ${tenant} and import = ${id} and ordinal >= ${from}
      and exists (select from graph.import_upload where tenant = ${tenant} and import = ${id} and upload = ${upload})`;
};

/** Forgets the files of an import that is over. */
export const dropImport = async (sql: Sql, { tenant, id }: Of): Promise<void> => {
  await sql`
    with files as (delete from graph.import_spool where tenant = ${tenant} and import = ${id})
    delete from graph.import_upload where tenant = ${tenant} and import = ${id}`;
};

/** Forgets what was sent more than a day ago and then never asked for, and what imports left that are over. */
export const sweepWaiting = async (sql: Sql): Promise<void> => {
  await sql`
    delete from graph.import_spool s using graph.import_spool f
    left join graph.imports i on i.tenant = f.tenant and i.id = f.import
    where f.ordinal = 0 and s.tenant = f.tenant and s.import = f.import
      and (i.status <> 'running' or i.id is null and f.received_at < now() - interval '1 day')`;
  await sql`
    delete from graph.import_upload u where begun_at < now() - interval '1 day'
      and not exists (select from graph.import_spool s where s.tenant = u.tenant and s.import = u.import)`;
};
