import { setTimeout as wait } from 'node:timers/promises';
import { randomAppendId } from '#platform/log/append-id';
import { type EventLog, openLog } from '#platform/log/log';
import { createPool } from '#platform/postgres/pool';
import type { View } from '#platform/view';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The log as a child process of a test opens it. */
export const openProcess = async (url: string, views: readonly View[] = []) => {
  const pool = createPool(url, { size: 8, name: 'almanac-test-child' });
  const writer = createPool(url, { size: 2, pipeline: true, name: 'almanac-test-writer' });
  const log: EventLog = await openLog({
    pool,
    writer,
    turns: pool,
    views,
    clock: () => new Date(),
    newAppendId: randomAppendId,
    wait: (milliseconds) => wait(milliseconds),
    shared: true,
    log: silent,
  });
  return {
    pool,
    log,
    stop: async () => {
      await log.stop();
      await Promise.all([pool.end(), writer.end()]);
    },
  };
};
