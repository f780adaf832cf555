import { expect, test } from 'vitest';
import { isOutage } from '#platform/postgres/outage';
import { createPool } from '#platform/postgres/pool';
import { inTransaction } from '#platform/postgres/transaction';
import { pause } from '#testing/log';
import { testDatabase } from '#testing/database';

const { pool, connection } = await testDatabase();

test('a connection that breaks while somebody has it ends the work on it, and nothing else', async () => {
  const own = createPool(connection, { size: 1 });
  const client = await own.connect();
  const { rows } = await client.query<{ readonly pid: number }>('select pg_backend_pid() as pid');
  const broken = new Promise((resolve) => client.once('end', resolve));
  await pool.query('select pg_terminate_backend($1)', [rows[0]?.pid]);
  await broken; // between two statements, when no query is there to be told
  await expect(client.query('select 1')).rejects.toThrow(/not queryable|terminated|closed/);
  client.release();
  expect((await own.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await own.end();
});

test('a transaction that is idle is ended by the server after ten seconds, and a statement that waits for a lock fails in time', async () => {
  const own = createPool(connection, { size: 1, lockTimeout: 50 });
  const shown = await own.query(
    `select name, setting from pg_settings where name in ('idle_in_transaction_session_timeout', 'lock_timeout')`,
  );
  expect(shown.rows).toEqual([
    { name: 'idle_in_transaction_session_timeout', setting: '10000' },
    { name: 'lock_timeout', setting: '50' },
  ]);
  const holder = await pool.connect();
  await holder.query('begin; select position from log.head for update');
  const refused = await own.query('select position from log.head for update').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: '55P03' });
  expect(isOutage(refused)).toBe(true);
  await holder.query('rollback');
  holder.release();
  await own.end();
});

test('what a process that hangs has locked is free when the server has ended its transaction; the process meets an outage', async () => {
  const hanging = await pool.connect();
  await hanging.query(`begin; set local idle_in_transaction_session_timeout = 100; select position from log.head for update`);
  expect((await pool.query('select position from log.head for update')).rowCount).toBe(1);
  const lost = await hanging.query('commit').catch((error: unknown) => error);
  expect(isOutage(lost)).toBe(true);
  hanging.release(true);
});

test('a transaction that waits for longer than the server lets one idle lives on while its process does', async () => {
  const waited = inTransaction(pool, async (client) => {
    await client.query(`set local idle_in_transaction_session_timeout = '2700ms'`);
    await pause(3_000);
    return (await client.query<{ readonly one: number }>('select 1 as one')).rows;
  });
  expect(await waited).toEqual([{ one: 1 }]);
});
