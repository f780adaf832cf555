import type { Pool, PoolClient } from 'pg';
import type { Upcasters } from '#platform/log/event-log';
import { foldViews } from '#platform/log/fold';
import { readHead, readSlice } from '#platform/log/read';
import { type Columns, writeStatements } from '#platform/log/write-views';
import type { Executor } from '#platform/postgres/sql';
import { inTransaction } from '#platform/postgres/transaction';
import type { View } from '#platform/view';

/** A view folded anew from the first event on, compared with the one that is being served. */
export type Comparison = {
  readonly view: string;
  /** Rows of the rebuilt view. */
  readonly rows: number;
  /** Rows that the served view lacks or has otherwise. */
  readonly missing: number;
  /** Rows that the served view has and should not have, or has otherwise. */
  readonly surplus: number;
};

export type RebuildOptions = {
  readonly pool: Pool;
  /** In the order in which appends write them. */
  readonly views: readonly View[];
  readonly columns: Columns;
  readonly upcasters: Upcasters;
  readonly progress?: (position: number, head: number) => void;
};

const chunk = 5_000;

/** Compares the views with a rebuild from zero, at one position of the log. Nothing that is served changes or waits. */
export const verifyViews = (options: RebuildOptions): Promise<readonly Comparison[]> =>
  alone(options, async () => {
    const { compared } = await foldBeside(options);
    await dropBeside(options);
    return compared;
  });

/**
 * Rebuilds the views beside the served ones, compares them row by row, and switches all of them in one transaction. Appends wait only
 * for the switch. Answers what differed.
 */
export const rebuildViews = (options: RebuildOptions): Promise<readonly Comparison[]> =>
  alone(options, async () => {
    const { compared, through } = await foldBeside(options);
    for (const { name } of options.views) await addIndexes(options.pool, name);
    await inTransaction(options.pool, async (client) => {
      // Nothing is appended until the switch. First the tables, as appends do: with the head first, both would wait for each other.
      await client.query(`lock table ${options.views.map(({ name }) => name).join(', ')} in share row exclusive mode`);
      await client.query('select position from log.head for update');
      await foldThrough(client, options, through);
      for (const { name } of options.views) await switchTable(client, name);
    });
    return compared;
  });

const beside = (view: string) => `${view}__rebuild`;

/** One rebuild at a time; what an interrupted one left behind goes first. */
const alone = async <T>(options: RebuildOptions, work: () => Promise<T>): Promise<T> => {
  const client = await options.pool.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('almanac.rebuild'))`);
    await dropBeside(options);
    for (const { name, key } of options.views)
      await client.query(`
        create table ${beside(name)} (like ${name} including defaults including storage including compression);
        alter table ${beside(name)} add primary key (${['tenant', ...key].join(', ')})`);
    return await work();
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('almanac.rebuild'))`).catch(() => undefined);
    client.release();
  }
};

const dropBeside = async ({ pool, views }: RebuildOptions) => {
  for (const { name } of views) await pool.query(`drop table if exists ${beside(name)}`);
};

/** Folds all events into the tables beside, and compares at the position of one snapshot, in which both sides stand still. */
const foldBeside = async (options: RebuildOptions): Promise<{ readonly compared: readonly Comparison[]; readonly through: number }> => {
  const near = await foldThrough(options.pool, options, 0);
  return inTransaction(
    options.pool,
    async (client) => {
      const through = await foldThrough(client, options, near);
      const compared: Comparison[] = [];
      for (const { name } of options.views) compared.push(await compare(client, name));
      return { compared, through };
    },
    'isolation level repeatable read',
  );
};

/** Folds the events after a position up to the head, chunk by chunk: the next is read while one is being written. */
const foldThrough = async (executor: Executor, { views, columns, upcasters, progress }: RebuildOptions, after: number): Promise<number> => {
  const head = await readHead(executor);
  const types = [...new Set(views.flatMap(({ on }) => Object.keys(on)))];
  const read = (from: number) => readSlice(executor, { after: from, through: head, types, limit: chunk }, upcasters);
  const readAhead = (from: number) => {
    const reading = read(from);
    reading.catch(() => undefined); // told where it is awaited, if the write before it does not fail first
    return reading;
  };
  let next = after < head ? readAhead(after) : undefined;
  for (let through = after; next !== undefined; ) {
    const slice = await next;
    through = slice.through;
    next = through < head ? readAhead(through) : undefined;
    for (const { text, values } of writeStatements(foldViews(views, slice.events), columns, beside)) await executor.query(text, [...values]);
    progress?.(through, head);
  }
  return head;
};

/** Row by row, as text: json has no equality, and both sides were written by the same code. */
const compare = async (client: PoolClient, view: string): Promise<Comparison> => {
  const { rows } = await client.query<Omit<Comparison, 'view'>>(`
    with live as (select t::text as row from ${view} t), rebuilt as (select t::text as row from ${beside(view)} t)
    select (select count(*) from rebuilt) as rows,
      (select count(*) from (table rebuilt except all table live) x) as missing,
      (select count(*) from (table live except all table rebuilt) x) as surplus`);
  return { view, rows: 0, missing: 0, surplus: 0, ...rows[0] };
};

type Index = { readonly name: string; readonly definition: string };

/** The served table's other indexes, made on the table beside once it is filled: faster than keeping them while filling. */
const addIndexes = async (pool: Pool, view: string) => {
  const { rows } = await pool.query<Index>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = $1::regclass and not i.indisprimary`,
    [view],
  );
  for (const { name, definition } of rows)
    await pool.query(definition.replace(`INDEX ${name} ON ${view} `, `INDEX ${name}__rebuild ON ${beside(view)} `));
};

/** Puts the table beside into the place of the served one, with the names that its indexes had. */
const switchTable = async (client: PoolClient, view: string) => {
  const [schema, table] = view.split('.');
  const { rows } = await client.query<{ readonly name: string }>(
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass`, [view],
  );
  await client.query(`drop table ${view}`);
  await client.query(`alter table ${beside(view)} rename to ${table}`);
  for (const { name } of rows) await client.query(`alter index if exists ${schema}.${name}__rebuild rename to ${name}`);
  await client.query(`alter index ${schema}.${table}__rebuild_pkey rename to ${table}_pkey`);
};
