import { expect, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
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
