import { existsSync, globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Redis } from 'ioredis';
import type { TestProject } from 'vitest/node';
import type { Connection } from '#platform/postgres/connection';
import type { Migrations } from '#platform/postgres/migrate';
import { administer, type TestServer } from '#testing/database';
import { canUnshare } from './namespaces.ts';
import { migrateAll, reachServer, startServer } from './servers.ts';

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
  const embedded = await startServer(allMigrations());
  const redis = await reachRedis();
  if (redis === undefined && process.env['CI']) throw new Error(noRedis);
  const namespaces = canUnshare();
  if (!namespaces && process.env['CI']) throw new Error(noNamespaces);
  const chromium = browsers.find((path) => path !== undefined && existsSync(path));
  if (chromium === undefined && process.env['CI']) throw new Error(noBrowser);
  project.provide('chromium', chromium);
  project.provide('redis', redis);
  project.provide('namespaces', namespaces);
  project.provide('cluster', embedded.cluster);
  const [own, other] = await Promise.all([embeddedTemplate(embedded), server15 && serverTemplate(server15)]);
  project.provide('servers', { embedded: own, ...(other && { server15: other }) });
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

type Reached = Pick<TestServer, 'connection'>;

// Its own database has been migrated before.
const embeddedTemplate = async ({ connection }: Reached): Promise<TestServer> => {
  await administer(connection, `create database ${template} template ${connection.database}`);
  return closed(connection);
};

const serverTemplate = async ({ connection }: Reached): Promise<TestServer> => {
  await administer(connection, `create database ${template}`);
  await migrateAll({ ...connection, database: template }, allMigrations());
  return closed(connection);
};

// Autovacuum stays away from a database that nobody may enter; a session inside would block cloning.
const closed = async (connection: Connection): Promise<TestServer> => {
  await administer(connection, `alter database ${template} with allow_connections false`);
  return { connection, template };
};

const allMigrations = (): readonly Migrations[] =>
  globSync(['src/platform/migrations', 'src/platform/*/migrations', 'src/contexts/*/migrations'], { cwd: root })
    .sort()
    .reverse() // the platform and the log first: contexts may build on them
    .map((folder) => ({ name: basename(dirname(folder)), folder: join(root, folder) }));
