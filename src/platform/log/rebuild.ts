import type { PoolClient } from 'pg';
import { Rejection } from '#kernel/rejection';
import { type Comparison, foldBeside } from '#platform/log/fold-beside';
import { beside, foldThrough, type RebuildOptions, writeBeside } from '#platform/log/fold-through';
import { readHead } from '#platform/log/read';
import { sqlState } from '#platform/log/transact';
import type { Executor } from '#platform/postgres/sql';
import { inTransaction } from '#platform/postgres/transaction';

/** Compares the views with a rebuild from zero, at one position of the log. Nothing that is served changes or waits. */
export const verifyViews = (options: RebuildOptions): Promise<readonly Comparison[]> =>
  alone(options, async () => {
    // Each table goes as soon as it is compared, in the transaction that has made it: nothing of it is ever seen.
    const { compared } = await foldBeside(options, dropBeside);
    return compared;
  });

/**
 * Rebuilds the views beside the served ones, compares them row by row, and switches all of them in one transaction. Appends wait only
 * for the switch, which gives way to readers. Answers what differed.
 */
export const rebuildViews = (options: RebuildOptions): Promise<readonly Comparison[]> =>
  alone(options, async () => {
    const { compared, head } = await foldBeside(options, indexAndAnalyse);
    await switchWhenFree(options, head);
    return compared;
  });

const mostAttempts = 12; // in about 20 s
const shortest = 100; // milliseconds
const longest = 2_000;

/** A statement that waits for an exclusive lock lets everybody else wait behind it, so it waits for a moment only, and tries again later. */
const switchWhenFree = async (options: RebuildOptions, head: number): Promise<void> => {
  const { pool, views, wait } = options;
  let near = head;
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    // What was appended meanwhile need not wait for the switch.
    near = await inTransaction(pool, (client) => catchUp(client, options, near));
    try {
      return await inTransaction(pool, (client) => switchViews(client, options, near));
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable) throw error;
      await wait(Math.min(shortest * 2 ** attempt, longest));
    }
  }
  for (const { name } of views) await dropBeside(pool, name);
  throw new Rejection(
    'refused',
    'platform.views-in-use',
    'The views were not rebuilt, because a long read or write kept holding one of their tables. Nothing has changed. Try again later.',
  );
};

const lockNotAvailable = '55P03';

const switchViews = async (client: PoolClient, options: RebuildOptions, near: number): Promise<void> => {
  const { views } = options;
  await client.query(`set local lock_timeout = ${shortest}`);
  // Nothing is appended until the switch. First the tables, as appends do: with the head first, both would wait for each other.
  await client.query(`lock table ${views.map(({ name }) => name).join(', ')} in share row exclusive mode`);
  await client.query('select position from log.head for update');
  await catchUp(client, options, near);
  for (const { name } of views) await switchTable(client, name);
};

const catchUp = async (client: PoolClient, options: RebuildOptions, after: number): Promise<number> => {
  const head = await readHead(client);
  await foldThrough({ from: client, after, head }, options, (writes) => writeBeside(client, options.columns, writes));
  return head;
};

/** One rebuild or comparison at a time; what an interrupted one left behind goes first. */
const alone = async <T>({ pool, views }: RebuildOptions, work: () => Promise<T>): Promise<T> => {
  const client = await pool.connect();
  const asked = await client
    .query<{ readonly got: boolean }>(`select pg_try_advisory_lock(hashtext('almanac.rebuild')) as got`)
    .catch((error: unknown) => {
      client.release(true);
      throw error;
    });
  if (asked.rows[0]?.got !== true) {
    client.release();
    throw new Rejection(
      'refused',
      'platform.views-running',
      'A rebuild or a comparison of the views is already running. Wait until it has ended.',
    );
  }
  try {
    for (const { name } of views) await dropBeside(client, name);
    return await work();
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('almanac.rebuild'))`).catch(() => undefined);
    client.release();
  }
};

const dropBeside = async (executor: Executor, view: string): Promise<void> => {
  await executor.query(`drop table if exists ${beside(view)}`);
};

type Index = { readonly name: string; readonly definition: string };

/** The served table's other indexes and what the planner knows of its rows, made on the table beside once it is filled: faster than keeping them while filling. */
const indexAndAnalyse = async (client: PoolClient, view: string): Promise<void> => {
  const { rows } = await client.query<Index>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i join pg_class c on c.oid = i.indexrelid
     where i.indrelid = $1::regclass and not i.indisprimary`,
    [view],
  );
  for (const { name, definition } of rows)
    await client.query(definition.replace(`INDEX ${name} ON ${view} `, `INDEX ${name}__rebuild ON ${beside(view)} `));
  // Whoever reads it next plans by what is in it: a report took seven times as long until the database had looked itself. A small sample does until then.
  await client.query(`set local default_statistics_target = 10; analyze ${beside(view)}`);
};

/** Puts the table beside into the place of the served one, with the names that its indexes had. */
const switchTable = async (client: PoolClient, view: string) => {
  const [schema, table] = view.split('.');
  const { rows } = await client.query<{ readonly name: string }>(
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass`,
    [view],
  );
  await client.query(`drop table ${view}`);
  await client.query(`alter table ${beside(view)} rename to ${table}`);
  for (const { name } of rows) await client.query(`alter index if exists ${schema}.${name}__rebuild rename to ${name}`);
  await client.query(`alter index ${schema}.${table}__rebuild_pkey rename to ${table}_pkey`);
};
