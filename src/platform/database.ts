import type pg from 'pg';
import type { Config } from '#platform/config';
import { lockFolder } from '#platform/folder-lock';
import type { Logger } from '#platform/observability/logger';
import type { Connection } from '#platform/postgres/connection';
import { startEmbedded } from '#platform/postgres/embedded';
import { createPool } from '#platform/postgres/pool';
import { waitForServer } from '#platform/postgres/wait-for-server';

export type Database = {
  /** For reading, and for what is not the log's. */
  readonly pool: pg.Pool;
  /** For appending: sends statements without waiting for the answer of the one before. */
  readonly writer: pg.Pool;
  /** For subscribers: each holds a connection while it waits for what it calls, which must not wait for that connection. */
  readonly turns: pg.Pool;
  /** One connection for the probe write, so that it waits for none of the others. */
  readonly probe: pg.Pool;
  /** Other processes may use it as well. */
  readonly shared: boolean;
  readonly close: () => Promise<void>;
};

/** Milliseconds that writer and subscribers wait for what another process has locked. One that hangs is thrown out before (see `mostIdle`). */
const lockTimeout = 12_000;

/**
 * Milliseconds that the writer waits for an answer. A network that silently drops what it carries ends no connection for a quarter of an
 * hour, and all appends wait for the one under way. Whether that has landed is asked over another connection.
 */
const answerTimeout = 15_000;

/**
 * The embedded PostgreSQL in the data folder, or the server that `DATABASE_URL` names, once it accepts connections. Throws
 * `FolderInUse` when another process has the folder, `ServerUnusable` when the server cannot be used.
 */
export const openDatabase = async ({ dataFolder, databaseUrl }: Config, log: Logger): Promise<Database> => {
  const { connection, stop } =
    databaseUrl === undefined ? await embedded(dataFolder, log) : await atServer(dataFolder, databaseUrl, log);
  const onError = (error: Error) => log.warn({ err: error }, 'An idle connection to the database broke.');
  const pool = createPool(connection, { size: 10, onError });
  const writing = { pipeline: true, byKey: true, lockTimeout, answerTimeout };
  const writer = createPool(connection, { size: 4, ...writing, name: 'almanac-writer', onError });
  const turns = createPool(connection, { size: 8, lockTimeout, name: 'almanac-subscribers', onError });
  const probe = createPool(connection, { size: 1, name: 'almanac-probe', onError });
  return {
    pool,
    writer,
    turns,
    probe,
    shared: databaseUrl !== undefined,
    close: async () => {
      await Promise.all([pool.end(), writer.end(), turns.end(), probe.end()]);
      await stop();
    },
  };
};

type Reached = { readonly connection: Connection | string; readonly stop: () => Promise<void> };

const embedded = async (folder: string, log: Logger): Promise<Reached> =>
  startEmbedded({ folder, log: (level, message) => log[level]({ part: 'postgres' }, message) });

const atServer = async (folder: string, connection: string, log: Logger): Promise<Reached> => {
  const warn = (message: string) => log.warn({ part: 'postgres' }, message);
  const lock = await lockFolder(folder, warn);
  try {
    await waitForServer(connection, { warn });
  } catch (error) {
    lock.release();
    throw error;
  }
  return { connection, stop: async () => lock.release() };
};
