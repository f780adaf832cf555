import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { type Connection, connectionUrl } from '#platform/postgres/connection';
import { startEmbedded } from '#platform/postgres/embedded';
import { createPool } from '#platform/postgres/pool';

export type Lab = {
  /** A new, empty database on the server of this bench, and its address for other programs. */
  readonly database: (name: string) => Promise<{ readonly connection: Connection; readonly url: string }>;
};

/** Runs a bench on the embedded server with the settings it always has, fsync on, in a folder that is removed afterwards. */
export const withServer = async <T>(measure: (lab: Lab) => Promise<T>): Promise<T> => {
  const folder = mkdtempSync(join(tmpdir(), 'almanac-bench-'));
  const server = await startEmbedded({ folder, log: (level, message) => level === 'error' && console.error(message) });
  const administrator = createPool(server.connection, { size: 1 });
  try {
    return await measure({
      database: async (name) => {
        await administrator.query(`create database ${name}`);
        const connection = { ...server.connection, database: name };
        return { connection, url: connectionUrl(connection) };
      },
    });
  } finally {
    await administrator.end();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

/** Ends the pools whatever happens in between. */
export const withPools = async <T>(pools: readonly Pool[], use: () => Promise<T>): Promise<T> => {
  try {
    return await use();
  } finally {
    await Promise.all(pools.map((pool) => pool.end()));
  }
};
