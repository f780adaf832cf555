import type { Writable } from 'node:stream';
import type { Pool, PoolClient, QueryResult } from 'pg';
import {
  type Append,
  type Appended,
  appendedOf,
  type Batch,
  Conflict,
  factsOf,
  knownVersions,
  recordValues,
  reserveValues,
} from '#platform/log/append';
import type { Fact, Place } from '#platform/log/event-log';
import type { Statement } from '#platform/log/write-views';
import { isOutage } from '#platform/postgres/outage';
import { sqlOn } from '#platform/postgres/sql';

export type TransactOptions = {
  /** Pipelining connections: all statements of a batch travel in one round trip. */
  readonly pool: Pool;
  /** The view writes that a batch of events makes. */
  readonly fold: (facts: readonly Fact[]) => readonly Statement[];
  /** The newest place of the log that this process knows. */
  readonly seen: () => Place;
  /** Tells other processes of each commit. */
  readonly announce: boolean;
};

/** Writes a batch in one transaction: keys, streams, views, and last the head with the events. All or nothing. */
export const transact = async (batch: Batch, options: TransactOptions): Promise<readonly Appended[]> => {
  const client = await options.pool.connect();
  try {
    const appended = await run(client, batch, options);
    client.release();
    return appended;
  } catch (error) {
    client.release(isOutage(error)); // a failed transaction was rolled back by its own commit; a broken connection is thrown away
    throw error;
  }
};

const run = async (client: PoolClient, batch: Batch, { fold, seen, announce }: TransactOptions): Promise<readonly Appended[]> => {
  if (isToReplan(client)) await client.query('discard plans');
  const reserve: Statement = { text: reserveText, values: reserveValues(batch) };
  const confirms = batch.appends.filter(({ confirm }) => confirm);
  const known = confirms.length > 0 ? undefined : knownVersions(batch);
  const plan = (before: readonly number[]): Plan => {
    const facts = factsOf(batch, before);
    return { facts, statements: [...fold(facts), { text: recordText, values: recordValues(facts, seen(), announce) }, commit] };
  };

  const { facts, statements } = known ? plan(known) : await open(client, reserve, { confirms, plan });
  const results = await pipelined(client, known ? [begin, reserve, ...statements] : statements);
  return appendedOf(batch, facts, Number(results.at(-2)?.rows[0]?.newest));
};

const batches = new WeakMap<PoolClient, number>();

/** Plans that were made while the tables were small take wrong indexes when they have grown: they are made anew at the 64th batch, the 128th, the 256th … */
const isToReplan = (client: PoolClient): boolean => {
  const count = (batches.get(client) ?? 0) + 1;
  batches.set(client, count);
  return count >= 64 && (count & (count - 1)) === 0;
};

/** The events of a batch with their versions, and what writes them. */
type Plan = { readonly facts: readonly Fact[]; readonly statements: readonly Statement[] };
type Opening = { readonly confirms: readonly Append[]; readonly plan: (before: readonly number[]) => Plan };

/** Where versions or confirmations must be known before the views can be folded, the streams are locked in a round trip of their own. */
const open = async (client: PoolClient, reserve: Statement, { confirms, plan }: Opening): Promise<Plan> => {
  try {
    const [, reserved] = await pipelined(client, [begin, reserve]);
    for (const { confirm, writes } of confirms)
      if (!(await confirm?.(sqlOn(client)))) throw new Conflict(writes.map(({ stream }) => stream));
    return plan(reserved?.rows[0]?.versions); // a view may throw: the streams must not stay locked
  } catch (error) {
    if (!isOutage(error)) await client.query('rollback');
    throw error;
  }
};

/**
 * After a broken connection: did the commit happen? A batch is all or nothing, so the ids of its appends tell, in its streams or, where it
 * wrote no event, at its keys. Nothing else would: another process may have written an equal event at the same version.
 */
export const landed = async (batch: Batch, pool: Pool): Promise<readonly Appended[] | undefined> => {
  const ids = batch.appends.map(({ id }) => id);
  const written = batch.entries.filter(({ last }) => last !== undefined);
  if (written.length === 0) {
    const { rowCount } = await pool.query('select from log.idempotency where tenant = $1 and key = $2 and append = $3', [
      batch.appends[0]?.tenant,
      batch.appends[0]?.key?.key,
      batch.appends[0]?.id,
    ]);
    return rowCount === 0 ? undefined : appendedOf(batch, [], 0);
  }
  const { rows } = await pool.query<{ readonly n: number; readonly before: number; readonly position: number }>(
    `select n::int, min(version) - 1 as before, min(position) as position
     from unnest($1::text[], $2::text[]) with ordinality as s (tenant, stream, n) join log.event using (tenant, stream)
     where append = any($3::uuid[]) group by n`,
    [written.map(({ tenant }) => tenant), written.map(({ write }) => write.stream), ids],
  );
  if (rows.length < written.length) return undefined;
  const before = new Map(rows.map((row) => [written[row.n - 1], row.before]));
  const facts = factsOf(
    batch,
    batch.entries.map((entry) => before.get(entry) ?? 0),
  );
  return appendedOf(batch, facts, Math.min(...rows.map(({ position }) => position)) + facts.length - 1);
};

const begin: Statement = { text: 'begin', values: [] };
const commit: Statement = { text: 'commit', values: [] };
export const reserveText = 'select log.reserve($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) as versions';
export const recordText = 'select log.record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as newest';

/** Sends all statements at once. Where one fails, those behind it do nothing, and its error is the one told. */
export const pipelined = async (client: PoolClient, statements: readonly Statement[]): Promise<readonly QueryResult[]> => {
  const { stream } = (client as unknown as Wired).connection; // the seam: the types of pg leave the socket out
  stream.cork(); // one write for all: a write per statement was a sixth of the processor time of creating notes
  const sent = statements.map(({ text, values }) => client.query({ name: nameOf(text), text, values: [...values] }));
  stream.uncork();
  const outcomes = await Promise.allSettled(sent);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
};

type Wired = { readonly connection: { readonly stream: Pick<Writable, 'cork' | 'uncork'> } };

// Shared by all apps of a process: a statement is prepared once per connection; the texts are few and fixed.
const names = new Map<string, string>();

const nameOf = (text: string): string => {
  const name = names.get(text) ?? `log-${names.size}`;
  names.set(text, name);
  return name;
};

export const sqlState = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');
