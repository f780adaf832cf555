import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { startEmbedded } from '#platform/postgres/embedded';
import { createPool } from '#platform/postgres/pool';
import { isAlive, signal } from '#platform/living-process';
import { runs } from '#testing/runs';
import { ask, end, spawnApp, startApp, temporaryFolder, usedFolder } from './apps.ts';

const count = 'select count(*) as n from kept';
const quiet = () => undefined;

test('the first start makes a database, and a later start finds everything that was written', async () => {
  const folder = join(temporaryFolder(), 'data');
  const first = await startApp(folder);
  expect(first.milliseconds).toBeLessThan(5_000);
  await ask(first.connection, 'create table kept as select 1 as n');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);

  const second = await startApp(folder);
  expect(second.milliseconds).toBeLessThan(2_000);
  expect(await ask(second.connection, count)).toEqual([{ n: 1 }]);
  await second.stop();
});

test('the database is safe by default, sorts alike everywhere, and its password is random', async () => {
  const folder = join(temporaryFolder(), 'data');
  const { connection, stop } = await startEmbedded({ folder, log: quiet });
  onTestFinished(stop);
  const show = (names: readonly string[]) => `select ${names.map((name) => `current_setting('${name}') as ${name}`).join(', ')}`;
  expect(
    await ask(
      connection,
      show(['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums', 'server_encoding']),
    ),
  ).toEqual([
    {
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      listen_addresses: '',
      data_checksums: 'on',
      server_encoding: 'UTF8',
    },
  ]);
  expect(await ask(connection, `select array_agg(word order by word) as words from unnest('{b,Z,a,ä}'::text[]) word`)).toEqual([
    { words: ['Z', 'a', 'b', 'ä'] },
  ]);
  await expect(ask({ ...connection, password: 'wrong' }, 'select 1')).rejects.toThrow('password authentication failed');
  expect(statSync(connection.host).mode & 0o077).toBe(0);
  expect(statSync(folder).mode & 0o077).toBe(0);
});

test('a second start on the same folder says which process has it, and disturbs nothing', async () => {
  const folder = usedFolder();
  const first = await startApp(folder);
  await expect(startApp(folder)).rejects.toThrow(`is in use by the process ${first.process.pid}`);
  expect(await ask(first.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  await first.stop();
});

test('a killed database is started again, and the pool finds it by itself', async () => {
  const folder = usedFolder();
  const server = await startEmbedded({ folder, log: quiet });
  const pool = createPool(server.connection, { size: 3 });
  onTestFinished(() => pool.end().then(server.stop));
  await pool.query('create table kept (n int)');
  const rounds = runs({ short: 2, full: 5 });
  let restarts = 0;
  server.onRestart(() => restarts++);
  for (let round = 1; round <= rounds; round++) {
    await pool.query('insert into kept values ($1)', [round]);
    const before = server.pid;
    const killed = performance.now();
    signal(before, 'SIGKILL');
    await eventually(async () => expect(server.pid).not.toBe(before));
    const rows = await eventually(async () => (await pool.query(count)).rows);
    expect(performance.now() - killed).toBeLessThan(5_000);
    expect(rows).toEqual([{ n: round }]);
  }
  expect(restarts).toBe(rounds);
});

test('after the app was killed, the next start stops the database it left behind and keeps what was written', async () => {
  const folder = usedFolder();
  const first = await startApp(folder);
  await ask(first.connection, 'create table kept as select 1 as n');
  await end(first.process, 'SIGKILL');
  expect(isAlive(first.pid)).toBe(true);

  const second = await startApp(folder);
  expect(second.milliseconds).toBeLessThan(5_000);
  expect(isAlive(first.pid)).toBe(false);
  expect(existsSync(first.connection.host)).toBe(false);
  expect(await ask(second.connection, count)).toEqual([{ n: 1 }]);
  await second.stop();
});

test('after app and database were both killed, the next start recovers', async () => {
  const folder = usedFolder();
  const first = await startApp(folder);
  await ask(first.connection, 'create table kept as select 1 as n');
  await end(first.process, 'SIGKILL');
  signal(first.pid, 'SIGKILL');

  const second = await startApp(folder);
  expect(await ask(second.connection, count)).toEqual([{ n: 1 }]);
  await second.stop();
});

test('a pid file whose pid now belongs to another program does not hinder the start, and that program lives on', async () => {
  const folder = usedFolder();
  const first = await startApp(folder);
  const pidFile = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8');
  await first.stop();

  const owner = statSync(join(folder, 'postgres'));
  const other = spawn('sleep', ['60'], process.getuid?.() === 0 ? { uid: owner.uid, gid: owner.gid } : {});
  onTestFinished(() => void other.kill());
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), pidFile.replace(/^\d+/, String(other.pid)));
  writeFileSync(join(folder, 'postgres', '.s.PGSQL.1.lock'), `${other.pid}\n`); // as a backup may hold it, without its socket
  writeFileSync(join(folder, 'lock'), JSON.stringify({ pid: other.pid, started: 'long ago' }));
  const second = await startApp(folder);
  expect(isAlive(other.pid ?? 0)).toBe(true);
  await second.stop();
});

test.each(runs({ short: [30, 250, 500], full: [30, 100, 150, 200, 300, 400, 450, 600, 800] }))(
  'a first start killed after %i ms leaves nothing half made',
  async (milliseconds) => {
    const folder = join(temporaryFolder(), 'data');
    const killed = spawnApp(folder);
    await eventually(async () => statSync(join(folder, 'lock')));
    await wait(milliseconds);
    await end(killed, 'SIGKILL');

    const app = await startApp(folder);
    expect(await ask(app.connection, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(readdirSync(folder).filter((name) => name.includes('.new'))).toEqual([]);
    await app.stop();
  },
);

const awkward = ['with spaces', 'übergrößen 日本 😀', 'it\'s $HOME; "quoted"', `long-${'x'.repeat(200)}`];
test.each(runs({ short: [awkward.slice(0, 3).join(' '), ...awkward.slice(3)], full: awkward }))(
  'the folder may be called %s',
  async (name) => {
    const folder = join(temporaryFolder(), name, 'data');
    const { connection, stop } = await startEmbedded({ folder, log: quiet });
    onTestFinished(stop);
    expect(await ask(connection, 'select 1 as one')).toEqual([{ one: 1 }]);
  },
);

test('an app that ends without stopping its database still takes it along', async () => {
  const folder = usedFolder();
  const app = await startApp(folder);
  await end(app.process, 'SIGINT');
  await eventually(async () => expect(isAlive(app.pid)).toBe(false));
});

test('a folder of another version of PostgreSQL is refused and not touched', async () => {
  const folder = join(temporaryFolder(), 'data');
  const cluster = join(folder, 'postgres');
  mkdirSync(cluster, { recursive: true });
  writeFileSync(join(cluster, 'PG_VERSION'), '14\n');
  await expect(startEmbedded({ folder, log: quiet })).rejects.toThrow(
    'holds a database of PostgreSQL 14; this version of Almanac runs PostgreSQL 18',
  );
  expect(readdirSync(cluster)).toEqual(['PG_VERSION']);
});

test('what the database is told about notes never reaches the log', async () => {
  const folder = usedFolder();
  const lines: string[] = [];
  const { connection, stop } = await startEmbedded({ folder, log: (_, message) => lines.push(message) });
  onTestFinished(stop);
  await ask(connection, 'create table note (title text primary key)');
  await ask(connection, `insert into note values ('secret thought')`);
  await expect(ask(connection, `insert into note values ('secret thought')`)).rejects.toThrow('duplicate key');
  await eventually(async () => expect(lines.join('\n')).toContain('duplicate key'));
  expect(lines.join('\n')).not.toContain('secret thought');
});

const eventually = async <T>(check: () => Promise<T>): Promise<T> => {
  const deadline = performance.now() + 10_000;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await wait(20);
    }
  }
};
