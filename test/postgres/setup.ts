import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import type { TestProject } from 'vitest/node';
import { type Migrations, migrate } from '#platform/postgres/migrate';
import { createPool } from '#platform/postgres/pool';
import { administer, type TestServer } from '#testing/database';
import { canUnshare } from './namespaces.ts';
import { reachServer, startServer } from './servers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const template = `almanac_test_${process.pid}`;
const absence =
  'NOT TESTED on a server PostgreSQL: none at TEST_DATABASE_URL nor at 127.0.0.1:5432 (user postgres, no password). The suites ran on the embedded one alone.';

const noRedis = 'NOT TESTED with Redis: none at TEST_REDIS_URL nor at 127.0.0.1:6379.';

const noBrowser =
  'NOT TESTED in a browser: no Chromium at TEST_CHROMIUM nor where systems keep it. On Debian: apt-get install chromium.';

const noNamespaces =
  'NOT TESTED with two containers on one data folder: "unshare" is missing, or this user may not make namespaces with it.';

const browsers = [
  process.env['TEST_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const shout = (text: string): void => console.warn(`\n${'!'.repeat(130)}\n${text}\n${'!'.repeat(130)}`);

/** Where a Redis answers, if one does. */
const reachRedis = async (): Promise<string | undefined> => {
  const url = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: 1_000, retryStrategy: () => null });
  const answer = await redis.connect().then(
    () => redis.ping(),
    () => undefined,
  );
  redis.disconnect();
  return answer === 'PONG' ? url : undefined;
};

/** Starts the servers of a test run, each with a migrated template; answers with what stops them again. */
const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const server15 = await reachServer();
  if (!server15 && process.env['CI']) throw new Error(absence);
  const embedded = await startServer();
  const redis = await reachRedis();
  if (redis === undefined && process.env['CI']) throw new Error(noRedis);
  const namespaces = canUnshare();
  if (!namespaces && process.env['CI']) throw new Error(noNamespaces);
  const chromium = browsers.find((path) => path !== undefined && existsSync(path));
  if (chromium === undefined && process.env['CI']) throw new Error(noBrowser);
  project.provide('chromium', chromium);
  project.provide('redis', redis);
  project.provide('namespaces', namespaces);
  project.provide('servers', {
    embedded: await withTemplate(embedded),
    ...(server15 ? { server15: await withTemplate(server15) } : {}),
  });
  return async () => {
    await embedded.stop();
    await server15?.stop();
    if (!server15) shout(absence);
    if (redis === undefined) shout(noRedis);
    if (!namespaces) shout(noNamespaces);
    if (chromium === undefined) shout(noBrowser);
  };
};

export default setup; // the one default export here: vitest asks for it

const withTemplate = async ({ connection }: Pick<TestServer, 'connection'>): Promise<TestServer> => {
  await administer(connection, `create database ${template}`);
  const pool = createPool({ ...connection, database: template }, { size: 1 });
  try {
    await migrate(pool, allMigrations());
  } finally {
    await pool.end();
  }
  // Autovacuum stays away from a database that nobody may enter; a session inside would block cloning.
  await administer(connection, `alter database ${template} with allow_connections false`);
  return { connection, template };
};

const allMigrations = (): readonly Migrations[] =>
  globSync(['src/platform/migrations', 'src/platform/*/migrations', 'src/contexts/*/migrations'], { cwd: root })
    .sort()
    .reverse() // the platform and the log first: contexts may build on them
    .map((folder) => ({ name: basename(dirname(folder)), folder: join(root, folder) }));
