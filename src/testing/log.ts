import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import { onTestFinished } from 'vitest';
import type { Event } from '#kernel/event';
import type { Append, Write } from '#platform/log/append';
import { randomAppendId } from '#platform/log/append-id';
import { createAppender } from '#platform/log/appender';
import { createHistory } from '#platform/log/history';
import { foldViews } from '#platform/log/fold';
import { type EventLog, type LogOptions, openLog } from '#platform/log/log';
import { columnsOf } from '#platform/log/view-tables';
import { writeStatements } from '#platform/log/write-views';
import type { Connection } from '#platform/postgres/connection';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import type { View } from '#platform/view';
import { caller, jarViews } from '#testing/jar';

export const write = (stream: string, expected: Write['expected'], ...events: readonly Event[]): Write => ({
  stream,
  expected,
  events,
});

export const request = (...writes: readonly Write[]): Append => ({
  id: randomAppendId(),
  tenant: 'home',
  writes,
  meta: { actor: 'ann', correlation: caller().correlation },
  at: new Date(),
});

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

export type At = { readonly pool: Pool; readonly connection: Connection };

/** A log as one process has it, with writing connections of its own. Stops by itself when the test ends. */
export const openTestLog = async ({ pool, connection }: At, options: Partial<LogOptions> = {}): Promise<EventLog> => {
  const writer = createPool(connection, { size: 2, pipeline: true, name: 'almanac-test-writer' });
  const turns = createPool(connection, { size: 4, name: 'almanac-test-subscribers' });
  const log = await openLog({
    pool,
    writer,
    turns,
    views: jarViews,
    clock: () => new Date(),
    newAppendId: randomAppendId,
    wait: pause,
    shared: true,
    log: silent,
    ...options,
  });
  onTestFinished(async () => {
    await log.stop();
    await Promise.all([writer.end(), turns.end()]);
  });
  return log;
};

/** The appender alone, below decisions. */
export const openAppender = async ({ pool, connection }: At, views: readonly View[] = jarViews) => {
  const writer = createPool(connection, { size: 2, pipeline: true, name: 'almanac-test-writer' });
  const columns = await columnsOf(pool, views);
  const batches: number[] = [];
  const history = createHistory(pool, silent, () => undefined);
  const appender = createAppender({
    pool: writer,
    fold: (facts) => writeStatements(foldViews(views, facts), columns),
    seen: history.seen,
    history,
    announce: false,
    wait: pause,
    committed: (events) => batches.push(events.length),
  });
  onTestFinished(async () => {
    await appender.stop();
    await writer.end();
  });
  return { ...appender, batches };
};

export const pause = (milliseconds: number): Promise<void> => wait(milliseconds);

/** Waits until something holds, looking every few milliseconds. */
export const until = async (holds: () => boolean | Promise<boolean>, what: string, milliseconds = 10_000): Promise<void> => {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited in vain until ${what}.`);
    await wait(5);
  }
};

export type Stored = {
  readonly position: number;
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly xid: string;
};

/** All events, in order of position, each with the transaction that wrote it. */
export const storedEvents = (pool: Pool): Promise<readonly Stored[]> =>
  sqlOn(pool)<Stored>`select position, stream, version, type, xmin::text as xid from log.event order by position`;

/** The pool, telling of every statement that is run on it directly. */
export const overheard = (pool: Pool, tell: (statement: string) => void): Pool =>
  new Proxy(pool, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...given: readonly unknown[]) => {
        if (name === 'query') tell(textOf(given[0]));
        return Reflect.apply(value, target, given);
      };
    },
  });

const textOf = (query: unknown): string =>
  typeof query === 'object' && query !== null && 'text' in query ? String(query.text) : String(query);
