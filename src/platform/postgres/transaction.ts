import type { Pool, PoolClient } from 'pg';

/** Runs the work in one transaction on one connection: committed when it resolves, rolled back when it rejects. */
export const inTransaction = async <T>(pool: Pool, work: (client: PoolClient) => Promise<T>, mode = ''): Promise<T> => {
  const client = await pool.connect();
  let broken = true;
  try {
    await client.query(`begin ${mode}`);
    const result = await work(client);
    await client.query('commit');
    broken = false;
    return result;
  } catch (error) {
    broken = await client.query('rollback').then(
      () => false,
      () => true,
    );
    throw error;
  } finally {
    client.release(broken);
  }
};
