import { describe, expect, test } from 'vitest';
import { coins, createJars } from '#testing/jar';
import { openAppender, request, until, write } from '#testing/log';
import { administer, testDatabase, testServers } from '#testing/database';

describe.each(testServers())('the writer, on the %s PostgreSQL', async (server) => {
  const db = await testDatabase(server);
  const { pool, connection } = db;
  const { database } = connection as { readonly database: string };
  const elsewhere = { ...connection, database: 'postgres' };
  const writers = `from pg_stat_activity where datname = '${database}' and application_name = 'almanac-test-writer'`;

  test('goes on after the database refused to say whether a batch has landed, as while it is restored', async () => {
    await createJars(pool);
    const { append } = await openAppender(db);
    await append(request(write('jar-before', 0, coins('before'))));
    const holder = await pool.connect();
    await holder.query('begin; select from log.head for update');
    const cut = append(request(write('jar-cut', 0, coins('cut'))));
    await until(
      async () => (await holder.query(`select ${writers} and wait_event_type = 'Lock'`)).rowCount === 1,
      'the batch waits',
    );
    await administer(elsewhere, `alter database ${database} allow_connections false`);
    await holder.query(`select pg_terminate_backend(pid) ${writers}`);
    await holder.query('rollback');
    holder.release();
    await administer(elsewhere, 'select pg_sleep(0.2)');
    await administer(elsewhere, `alter database ${database} allow_connections true`);
    expect((await cut).position).toBe(2);
    expect((await append(request(write('jar-after', 0, coins('after'))))).position).toBe(3);
  });
});
