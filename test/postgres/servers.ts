import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder } from '#platform/folder-lock';
import { FolderInUse } from '#platform/folder-unusable';
import { isAlive } from '#platform/living-process';
import type { Connection } from '#platform/postgres/connection';
import { startEmbedded } from '#platform/postgres/embedded';
import { type Migrations, migrate } from '#platform/postgres/migrate';
import { stopOrphan } from '#platform/postgres/orphan';
import { createPool, requireServer } from '#platform/postgres/pool';
import { administer } from '#testing/database';

type RunningServer = { readonly connection: Connection; readonly stop: () => Promise<void> };

/** The embedded server of this run, and a cluster like that of an app after its first start. */
type OwnServer = RunningServer & { readonly cluster: string };

/** Starts it in a temporary folder. Not synced to disk: tests of power cuts start their own. */
export const startServer = async (migrations: readonly Migrations[]): Promise<OwnServer> => {
  await sweepDeadRuns();
  const folder = mkdtempSync(join(tmpdir(), 'almanac-test-'));
  const start = () =>
    startEmbedded({
      folder,
      log: (level, message) => level === 'error' && console.error(message),
      overrides: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
    });
  const first = await start();
  await migrateAll(first.connection, migrations);
  await first.stop();
  const cluster = join(folder, 'template');
  execFileSync('cp', ['-a', join(folder, 'postgres'), cluster]); // with its owner, who is another user where root runs the tests
  const { connection, stop } = await start();
  return {
    connection,
    cluster,
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Brings a database to what this version needs. */
export const migrateAll = async (connection: Connection, migrations: readonly Migrations[]): Promise<void> => {
  const pool = createPool(connection, { size: 1 });
  try {
    await migrate(pool, migrations);
  } finally {
    await pool.end();
  }
};

/** The machine's own PostgreSQL, or undefined where there is none. */
export const reachServer = async (): Promise<RunningServer | undefined> => {
  const connection = serverAt(process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres');
  const pool = createPool(connection, { size: 1 });
  try {
    await requireServer(pool);
    await dropDatabases(connection, (pid) => !isAlive(pid));
    return { connection, stop: () => dropDatabases(connection, (pid) => pid === process.pid) };
  } catch (error) {
    if (process.env['TEST_DATABASE_URL']) throw error;
    return undefined;
  } finally {
    await pool.end();
  }
};

const serverAt = (text: string): Connection => {
  const { hostname, port, username, password, pathname } = new URL(text);
  return {
    host: hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    user: decodeURIComponent(username),
    database: decodeURIComponent(pathname.slice(1)) || 'postgres',
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
};

// A name carries the pid of its run, so that what a killed run left behind can be told from what is in use.
const dropDatabases = async (connection: Connection, which: (pid: number) => boolean): Promise<void> => {
  const pool = createPool(connection, { size: 1 });
  const { rows } = await pool.query<{ readonly datname: string }>(
    `select datname from pg_database where datname like 'almanac\\_test\\_%'`,
  );
  await pool.end();
  for (const { datname } of rows)
    if (which(Number(datname.split('_')[2]))) await administer(connection, `drop database if exists ${datname} with (force)`);
};

const sweepDeadRuns = async (): Promise<void> => {
  for (const folder of globSync(join(tmpdir(), 'almanac-test-*')).filter((path) => existsSync(join(path, 'lock')))) {
    try {
      const lock = await lockFolder(folder, () => undefined);
      await stopOrphan(join(folder, 'postgres'));
      lock.release();
      rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
    }
  }
};
