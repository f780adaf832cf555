import type { Pool, PoolClient } from 'pg';
import type { Upcasters } from '#platform/log/event-log';
import { foldViews } from '#platform/log/fold';
import { readHead, readSlice } from '#platform/log/read';
import { type Columns, type Statement, writeStatements } from '#platform/log/write-views';
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
  /** Pipelining connections: what a chunk writes is sent at once, so that the database does not wait while the next is folded. */
  readonly writer: Pool;
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
    const { pool, writer, views } = options;
    const { compared, through } = await foldBeside(options);
    for (const { name } of views) await addIndexes(pool, name);
    // What was appended meanwhile need not wait for the switch.
    const near = await inTransaction(writer, (client) => foldThrough({ from: pool, into: client }, options, through));
    await inTransaction(writer, async (client) => {
      // Nothing is appended until the switch. First the tables, as appends do: with the head first, both would wait for each other.
      await client.query(`lock table ${views.map(({ name }) => name).join(', ')} in share row exclusive mode`);
      await client.query('select position from log.head for update');
      await foldThrough({ from: client, into: client }, options, near);
      for (const { name } of views) await switchTable(client, name);
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
    return await work();
  } finally {
    await client.query(`select pg_advisory_unlock(hashtext('almanac.rebuild'))`).catch(() => undefined);
    client.release();
  }
};

const dropBeside = async ({ pool, views }: RebuildOptions) => {
  for (const { name } of views) await pool.query(`drop table if exists ${beside(name)}`);
};

/**
 * Folds all events into new tables beside, and compares. One snapshot for all of it: the served tables stand still at its head, up to
 * which other connections may read. One transaction for all of it: PostgreSQL then writes new tables without a log of their rows.
 */
const foldBeside = (options: RebuildOptions): Promise<{ readonly compared: readonly Comparison[]; readonly through: number }> =>
  inTransaction(
    options.writer,
    async (client) => {
      const head = await readHead(client);
      for (const { name, key } of options.views)
        await client.query(`
          create table ${beside(name)} (like ${name} including defaults including storage including compression);
          alter table ${beside(name)} add primary key (${['tenant', ...key].join(', ')})`);
      const through = await foldThrough({ from: options.pool, into: client, head }, options, 0);
      const compared: Comparison[] = [];
      for (const view of options.views) compared.push(await compare(client, view));
      return { compared, through };
    },
    'isolation level repeatable read',
  );

type Way = {
  readonly from: Executor;
  /** One connection: the statements of a view must come in their order. */
  readonly into: PoolClient;
  /** Where to end. Default: the newest position. */
  readonly head?: number;
};

/** Folds the events after a position up to the head, chunk by chunk: while one is being written, the next is folded, and the one after read. */
const foldThrough = async (way: Way, { views, columns, upcasters, progress }: RebuildOptions, after: number): Promise<number> => {
  const { from, into, head = await readHead(from) } = way;
  const types = [...new Set(views.flatMap(({ on }) => Object.keys(on)))];
  const read = (behind: number) => ahead(readSlice(from, { after: behind, through: head, types, limit: chunk }, upcasters));
  const write = async (statements: readonly Statement[], through: number) => {
    await Promise.all(statements.map(({ text, values }) => into.query(text, [...values])));
    progress?.(through, head);
  };
  let next = after < head ? read(after) : undefined;
  let writing = Promise.resolve();
  for (let through = after; next !== undefined; ) {
    const slice = await next;
    through = slice.through;
    next = through < head ? read(through) : undefined;
    const statements = writeStatements(foldViews(views, slice.events), columns, beside);
    await writing;
    writing = ahead(write(statements, through));
  }
  await writing;
  return head;
};

/** Under way while something else is awaited: its failure is told where it is awaited itself, unless the other fails first. */
const ahead = <T>(work: Promise<T>): Promise<T> => {
  work.catch(() => undefined);
  return work;
};

/** Row by row, as stored: json has no equality, and both sides were written by the same code. A third of the time of comparing text. */
const compare = async (client: PoolClient, { name, key }: View): Promise<Comparison> => {
  const { rows } = await client.query<Omit<Comparison, 'view'>>(`
    select count(r.tenant) as rows,
      count(r.tenant) filter (where l.tenant is null or l *<> r) as missing,
      count(l.tenant) filter (where r.tenant is null or l *<> r) as surplus
    from ${name} l full join ${beside(name)} r using (${['tenant', ...key].join(', ')})`);
  return { view: name, rows: 0, missing: 0, surplus: 0, ...rows[0] };
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
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indexrelid where i.indrelid = $1::regclass`,
    [view],
  );
  await client.query(`drop table ${view}`);
  await client.query(`alter table ${beside(view)} rename to ${table}`);
  for (const { name } of rows) await client.query(`alter index if exists ${schema}.${name}__rebuild rename to ${name}`);
  await client.query(`alter index ${schema}.${table}__rebuild_pkey rename to ${table}_pkey`);
};
