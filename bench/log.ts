import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomAppendId } from '#platform/log/append-id';
import { createAppender } from '#platform/log/appender';
import { createHistory } from '#platform/log/history';
import { type EventLog, openLog } from '#platform/log/log';
import type { Caller } from '#platform/caller';
import type { Connection } from '#platform/postgres/connection';
import { migrate } from '#platform/postgres/migrate';
import { createPool } from '#platform/postgres/pool';
import type { Claim } from './claim.ts';
import { type Lab, withPools, withServer } from './lab/database.ts';
import { type Peer, startPeer } from './lab/peer.ts';
import { atLeast, below } from './lab/judge.ts';
import { Note, noteTable, noteTaken, notes, type NoteTaken } from './lab/notes.ts';
import { callers, duel, percentile } from './lab/rounds.ts';

export const group = 'log';

const tenant = 'bench';
const caller: Caller = { tenant, actor: 'bench', scopes: ['*'], correlation: 'bench' };
const quiet = {
  info: () => undefined,
  warn: () => undefined,
  error: (fields: object, message: string) => console.error(message, fields),
};
const pause = (milliseconds: number) => wait(milliseconds);

export const claims = (): Promise<readonly Claim[]> =>
  withServer(async (lab) => {
    const emmett = startPeer('emmett', (await lab.database('emmett')).url);
    try {
      return [...(await appends(lab, emmett)), ...(await decisions(lab, emmett)), ...(await pushes(lab))];
    } finally {
      await emmett.stop();
    }
  });

const migrated = async (lab: Lab, name: string): Promise<Connection> => {
  const { connection } = await lab.database(name);
  const pool = createPool(connection, { size: 1 });
  await withPools([pool], async () => {
    await migrate(pool, [{ name: 'log', folder: join(import.meta.dirname, '../src/platform/log/migrations') }]);
    await pool.query(noteTable);
  });
  return connection;
};

/** One event on a stream of its own, durable when answered. */
const appends = async (lab: Lab, emmett: Peer): Promise<readonly Claim[]> => {
  console.error('single-event appends, 32 callers, against Emmett');
  const pool = createPool(await migrated(lab, 'appends'), { size: 2, pipeline: true });
  return withPools([pool], async () => {
    const history = createHistory(pool, quiet, () => undefined);
    const appender = createAppender({
      pool,
      history,
      seen: history.seen,
      fold: () => [],
      announce: false,
      wait: pause,
      committed: () => undefined,
    });
    const meta = { actor: 'bench', correlation: 'bench' };
    const append = () => {
      const id = randomUUID();
      return appender.append({
        id: randomAppendId(),
        tenant,
        meta,
        at: new Date(),
        writes: [{ stream: `note-${id}`, expected: 0, events: [noteTaken(id)] }],
      });
    };
    const { ours, theirs } = await duel(callers(32, append), emmett.contender('append', 32));
    await appender.stop();
    return [
      atLeast(
        { group, claim: 'single-event appends, 32 callers', figure: ours.perSecond, unit: '/s', control: theirs.perSecond },
        20_000,
        5,
      ),
      below({ group, claim: 'single-event append, 32 callers, p99', figure: ours.p99, unit: 'ms', control: theirs.p99 }, 10),
    ];
  });
};

/** Load, decide, append, with an idempotency key and one view; every decision on a stream of its own, so none is in memory. */
const decisions = async (lab: Lab, emmett: Peer): Promise<readonly Claim[]> => {
  console.error('whole decisions, 32 callers, against Emmett with one inline projection');
  return withLog(await migrated(lab, 'decisions'), async (log) => {
    const decide = () => {
      const id = randomUUID();
      return log.events({ ...caller, key: id, fingerprint: 'takeNote' }).decide(
        { note: [Note, id] },
        ({ note }) => ({ note: note === undefined ? [noteTaken(id)] : [] }),
        () => ({ id }),
      );
    };
    const { ours, theirs } = await duel(callers(32, decide), emmett.contender('projection', 32));
    const claim = 'whole decisions with key and view, 32 callers';
    return [atLeast({ group, claim, figure: ours.perSecond, unit: '/s', control: theirs.perSecond }, 6_000, 5)];
  });
};

/** 1,000 events a second for five seconds; counted from before the append, so the commit is in it. */
const pushes = async (lab: Lab): Promise<readonly Claim[]> => {
  console.error('commit to subscriber at 1,000 events a second');
  return withLog(await migrated(lab, 'pushes'), async (log) => {
    const asked = new Map<string, number>();
    const times: number[] = [];
    const subscription = log.subscribe({
      name: 'bench.watcher',
      on: ['NoteTaken'],
      handle: async (events) => {
        const now = performance.now();
        for (const { data } of events as readonly NoteTaken[]) times.push(now - (asked.get(data.id) ?? now)); // only these are asked for
      },
    });
    const started = performance.now();
    const pending: Promise<unknown>[] = [];
    for (let sent = 0; sent < 5_000; ) {
      const due = Math.min(5_000, Math.floor(performance.now() - started));
      for (; sent < due; sent++) {
        const id = randomUUID();
        asked.set(id, performance.now());
        pending.push(log.events(caller).decide({ note: [Note, id] }, () => ({ note: [noteTaken(id)] })));
      }
      await wait(2);
    }
    await Promise.all(pending);
    await subscription.caughtUp();
    if (times.length !== pending.length) throw new Error(`The subscriber saw ${times.length} of ${pending.length} events.`);
    const late = times.slice(500).toSorted((a, b) => a - b);
    return [
      below({ group, claim: 'commit to subscriber at 1,000 events/s, p99', figure: percentile(late, 0.99), unit: 'ms' }, 50),
    ];
  });
};

const withLog = async <T>(connection: Connection, use: (log: EventLog) => Promise<T>): Promise<T> => {
  const pool = createPool(connection, { size: 10 });
  const writer = createPool(connection, { size: 2, pipeline: true });
  return withPools([pool, writer], async () => {
    const log = await openLog({
      pool,
      writer,
      turns: pool,
      views: [notes],
      clock: () => new Date(),
      newAppendId: randomAppendId,
      wait: pause,
      shared: false,
      log: quiet,
    });
    try {
      return await use(log);
    } finally {
      await log.stop();
    }
  });
};
