import { describe, expect, test } from 'vitest';
import { type Commits, hearCommits } from '#platform/log/commits';
import { createPool } from '#platform/postgres/pool';
import { pause, until } from '#testing/log';
import { testDatabase, testServers } from '#testing/database';

describe.each(testServers())('news of commits, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const announce = (position: number) => db.pool.query(`select pg_notify('almanac_log', $1)`, [String(position)]);
  const cut = () =>
    db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'ear'`,
    );

  const hear = async (
    wait = pause,
  ): Promise<{
    readonly commits: Commits;
    readonly heard: number[];
    readonly warned: string[];
    readonly end: () => Promise<void>;
  }> => {
    const pool = createPool(db.connection, { size: 2, name: 'ear' });
    const warned: string[] = [];
    const log = {
      info: () => undefined,
      warn: (_: object, message: string) => void warned.push(message),
      error: () => undefined,
    };
    const commits = await hearCommits({ pool, shared: true, wait, log });
    const heard: number[] = [];
    commits.listen((position) => heard.push(position));
    return { commits, heard, warned, end: () => pool.end() };
  };

  test('come from this process at once, and from others by the database', async () => {
    const { commits, heard, end } = await hear();
    commits.tell(1);
    expect(heard).toEqual([1]);
    await announce(2);
    await until(() => heard.length === 2, 'the announcement arrives');
    expect(heard).toEqual([1, 2]);
    await commits.stop();
    await end();
  });

  test('come again after the connection was cut, which is told of', async () => {
    const { commits, heard, warned, end } = await hear();
    await cut();
    await until(async () => (await announce(7), heard.includes(7)), 'it hears again');
    expect(warned).toEqual(['The connection that hears of commits broke and is opened again.']);
    await cut();
    await until(async () => (await announce(8), heard.includes(8)), 'it hears again');
    expect(warned).toHaveLength(2);
    await commits.stop();
    await end();
  });

  test('end when it is stopped while the connection is being opened again: the pool can be ended', async () => {
    const waits: (() => void)[] = [];
    const { commits, end } = await hear(() => new Promise((resolve) => waits.push(resolve)));
    await cut();
    await until(() => waits.length === 1, 'it waits to open again');
    await commits.stop();
    for (const resolve of waits) resolve();
    await pause(50);
    await end();
  });
});
