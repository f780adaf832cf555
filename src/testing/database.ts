import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import { inject } from 'vitest';
import { type Connection, connectionUrl } from '#platform/postgres/connection';
import { createPool } from '#platform/postgres/pool';
import { cleanUp } from '#testing/clean-up';

/** The servers a test can run on: PostgreSQL 18 from npm, or the PostgreSQL 15 of the machine. */
export type ServerName = 'embedded' | 'server15';

/** Where a test server is, and the database with all migrations that the others are cloned from. */
export type TestServer = { readonly connection: Connection; readonly template: string };

export type TestDatabase = {
  readonly pool: pg.Pool;
  readonly connection: Connection;
  readonly url: string;
  /** Ends the pool and drops the database. Happens by itself after the test, or the last test of the file. */
  readonly drop: () => Promise<void>;
};

declare module 'vitest' {
  interface ProvidedContext {
    readonly servers: Readonly<Partial<Record<ServerName, TestServer>>>;
    /** The folder of a cluster as an app leaves it after its first start, stopped. */
    readonly cluster: string;
    /** Where a Redis answers; undefined when there is none. */
    readonly redis: string | undefined;
    /** Whether a process can be put into namespaces, as in a container. */
    readonly namespaces: boolean;
    /** The executable of a Chromium. */
    readonly chromium: string | undefined;
  }
}

/** The servers of this run, to repeat a suite on each: `describe.each(testServers())`. */
export const testServers = (): readonly ServerName[] =>
  (['embedded', 'server15'] as const).filter((name) => inject('servers')[name] !== undefined);

/** A database of its own for a test file, with the migrations of all contexts. Call it at the top of the file or in `beforeAll`. */
export const testDatabase = async (server: ServerName = 'embedded'): Promise<TestDatabase> => {
  const at = inject('servers')[server];
  if (!at) throw new Error(`The test server "${server}" is not there; repeat suites over testServers().`);
  const database = `${at.template}_${randomBytes(6).toString('hex')}`;
  await administer(at.connection, `create database ${database} template ${at.template}`);
  const connection = { ...at.connection, database };
  const pool = createPool(connection, { size: 10, name: 'almanac-test' });
  let dropped: Promise<void> | undefined;
  const drop = () => (dropped ??= pool.end().then(() => administer(at.connection, `drop database ${database} with (force)`)));
  cleanUp(drop);
  return { pool, connection, url: connectionUrl(connection), drop };
};

/** Runs one statement that no transaction may hold, as `create database`. */
export const administer = async (connection: Connection, statement: string): Promise<void> => {
  const pool = createPool(connection, { size: 1, name: 'almanac-test' });
  try {
    await pool.query(statement);
  } finally {
    await pool.end();
  }
};
