import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { connections } from '#discovery/views/connections';
import { judgements } from '#discovery/views/judgements';
import { graph } from '#graph/context';
import { randomAppendId } from '#platform/log/append-id';
import { createAppender } from '#platform/log/appender';
import type { Recorded } from '#platform/log/event-log';
import { createHistory } from '#platform/log/history';
import { foldViews } from '#platform/log/fold';
import { openLog } from '#platform/log/log';
import { readSlice } from '#platform/log/read';
import { columnsOf } from '#platform/log/view-tables';
import { type Columns, writeStatements } from '#platform/log/write-views';
import { migrate } from '#platform/postgres/migrate';
import { createPool } from '#platform/postgres/pool';
import type { View } from '#platform/view';
import type { Claim } from './claim.ts';
import { type Lab, withPools, withServer } from './lab/database.ts';
import { histories } from './lab/history.ts';
import { atLeast } from './lab/judge.ts';
import { median } from './lab/rounds.ts';

export const group = 'log';

/** All views of both contexts. */
const views: readonly View[] = [...graph.views, connections, judgements];

const notes = 10_000;
const sample = 600;
const rounds = 3;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const pause = (milliseconds: number) => wait(milliseconds);
const root = join(import.meta.dirname, '..');

/** A whole rebuild, compare and switch included, against one that folds and writes event by event. */
export const claims = (): Promise<readonly Claim[]> => withServer(measure);

const measure = async (lab: Lab): Promise<readonly Claim[]> => {
  const { connection } = await lab.database('rebuild');
  const [pool, writer] = [createPool(connection, { size: 5 }), createPool(connection, { size: 2, pipeline: true })];
  return withPools([pool, writer], async () => {
    await migrate(pool, [
      { name: 'log', folder: join(root, 'src/platform/log/migrations') },
      { name: 'graph', folder: join(root, 'src/contexts/graph/migrations') },
      { name: 'discovery', folder: join(root, 'src/contexts/discovery/migrations') },
    ]);
    const columns = await columnsOf(pool, views);
    await fill(writer, columns);
    const log = await openLog({
      pool,
      writer,
      turns: pool,
      views,
      clock: () => new Date(),
      newAppendId: randomAppendId,
      wait: pause,
      shared: false,
      log: quiet,
    });
    const events = await log.position();

    const [fast, naive]: [number[], number[]] = [[], []];
    for (let round = 1; round <= rounds; round++) {
      const started = performance.now();
      const compared = await log.rebuild(views);
      fast.push((events / (performance.now() - started)) * 1000);
      for (const { view, missing, surplus } of compared)
        if (missing + surplus > 0) throw new Error(`${view} was rebuilt otherwise than it was served.`);
      naive.push(await oneByOne(pool, columns));
      console.error(
        `  round ${round}/${rounds}: ${fast.at(-1)?.toFixed(0)} events/s | control ${naive.at(-1)?.toFixed(0)} events/s`,
      );
    }
    await log.stop();
    return [
      atLeast(
        { group, claim: 'rebuild of all views of both contexts', figure: median(fast), unit: 'events/s', control: median(naive) },
        50_000,
      ),
    ];
  });
};

/** Writes the log, and the views as they are served. */
const fill = async (writer: Pool, columns: Columns): Promise<void> => {
  const history = createHistory(writer, quiet, () => undefined);
  const appender = createAppender({
    pool: writer,
    fold: (facts) => writeStatements(foldViews(views, facts), columns),
    history,
    seen: history.seen,
    announce: false,
    wait: pause,
    committed: () => undefined,
  });
  const meta = { actor: 'bench', correlation: 'bench' };
  await Promise.all(
    histories(notes).map((writes) => appender.append({ id: randomAppendId(), tenant: 'bench', meta, at: new Date(), writes })),
  );
  await appender.stop();
};

/** Events a second of a rebuild without batches: each event folded and written by itself, on a sample, in one transaction that is undone. */
const oneByOne = async (pool: Pool, columns: Columns): Promise<number> => {
  const types = views.flatMap(({ on }) => Object.keys(on));
  const { events } = await readSlice(pool, { after: 0, types, limit: sample }, {});
  const client = await pool.connect();
  try {
    await client.query('begin');
    const started = performance.now();
    for (const event of events) await write(client, event, columns);
    return (events.length / (performance.now() - started)) * 1000;
  } finally {
    await client.query('rollback');
    client.release();
  }
};

const write = async (client: Pick<Pool, 'query'>, event: Recorded, columns: Columns): Promise<void> => {
  for (const { text, values } of writeStatements(foldViews(views, [event]), columns)) await client.query(text, [...values]);
};

if (import.meta.main) console.table(await claims());
