import type { Pool, PoolClient } from 'pg';
import { copyRows } from '#platform/log/copy-rows';
import type { Writes } from '#platform/log/fold';
import { beside, foldThrough, type RebuildOptions, writeBeside } from '#platform/log/fold-through';
import { readHead } from '#platform/log/read';
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

/** A connection, and the views whose new tables it has made: until the commit nobody else sees them. */
type Lane = { readonly client: PoolClient; readonly views: View[] };

/**
 * Folds all events into new tables beside, compares them, and finishes each. Two connections share the views and one snapshot, in which the
 * served tables stand still at its head; each works in one transaction: PostgreSQL then writes new tables without a log of their rows.
 */
export const foldBeside = (
  options: RebuildOptions,
  finish: (client: PoolClient, view: string) => Promise<void>,
): Promise<{ readonly compared: readonly Comparison[]; readonly head: number }> =>
  inSharedSnapshot(options.pool, async (one, other) => {
    const { pool, views, columns } = options;
    const lanes: readonly Lane[] = [one, other].map((client) => ({ client, views: [] }));
    const head = await readHead(one);
    let filled = false;
    await foldThrough({ from: pool, after: 0, head }, options, async (writes) => {
      if (!filled) await fill(lanes, views, writes);
      else
        await inLanes(lanes, (lane) =>
          writeBeside(
            lane.client,
            columns,
            writes.filter(({ view }) => lane.views.includes(view)),
          ),
        );
      filled = true;
    });
    if (!filled) await fill(lanes, views, []);
    const compared = new Map<View, Comparison>();
    await inLanes(lanes, async (lane) => {
      for (const view of lane.views) {
        compared.set(view, await compare(lane.client, view));
        await finish(lane.client, view.name);
      }
    });
    return { compared: views.flatMap((view) => compared.get(view) ?? []), head };
  });

const inSharedSnapshot = <T>(pool: Pool, work: (one: PoolClient, other: PoolClient) => Promise<T>): Promise<T> => {
  const mode = 'isolation level repeatable read';
  const joining = async (one: PoolClient) => {
    const { rows } = await one.query<{ readonly snapshot: string }>('select pg_export_snapshot() as snapshot');
    const join = async (other: PoolClient) => {
      await other.query(`set transaction snapshot '${rows[0]?.snapshot}'`);
      return work(one, other);
    };
    return inTransaction(pool, join, mode);
  };
  return inTransaction(pool, joining, mode);
};

/** Both lanes come to their end before a failure is told: a connection at work cannot be rolled back. */
const inLanes = async (lanes: readonly Lane[], work: (lane: Lane) => Promise<void>): Promise<void> => {
  const ended = await Promise.allSettled(lanes.map(work));
  for (const lane of ended) if (lane.status === 'rejected') throw lane.reason;
};

/** Creates the tables and copies into them what the first events amount to: the largest first, each in the lane that is free. */
const fill = (lanes: readonly Lane[], views: readonly View[], writes: readonly Writes[]): Promise<void> => {
  const tables = views
    .map((view) => ({ view, rows: rowsOf(writes.find((some) => some.view === view)) }))
    .sort((a, b) => b.rows.length - a.rows.length);
  return inLanes(lanes, async (lane) => {
    for (let table = tables.shift(); table; table = tables.shift()) {
      const { name, key } = table.view;
      lane.views.push(table.view);
      await lane.client.query(
        `create table ${beside(name)} (like ${name} including defaults including storage including compression)`,
      );
      await copyRows(lane.client, beside(name), table.rows);
      await lane.client.query(`alter table ${beside(name)} add primary key (${['tenant', ...key].join(', ')})`);
    }
  });
};

/** In an empty table there is nothing to drop or to patch, and a sum begins at zero. */
const rowsOf = (writes: Writes | undefined) =>
  writes === undefined ? [] : [...writes.put, ...writes.add.map(({ sums, set }) => ({ ...sums, ...set }))];

/** Row by row, as stored: json has no equality, and both sides came from the same values. A third of the time of comparing text. */
const compare = async (client: PoolClient, { name, key }: View): Promise<Comparison> => {
  const { rows } = await client.query<Omit<Comparison, 'view'>>(`
    select count(r.tenant) as rows,
      count(r.tenant) filter (where l.tenant is null or l *<> r) as missing,
      count(l.tenant) filter (where r.tenant is null or l *<> r) as surplus
    from ${name} l full join ${beside(name)} r using (${['tenant', ...key].join(', ')})`);
  return { view: name, rows: 0, missing: 0, surplus: 0, ...rows[0] };
};
