import type { Pool } from 'pg';

export type Remembered = { readonly fingerprint: string; readonly answer: unknown };

/** What an idempotency key was used for, if it has taken effect within the last seven days. */
export const remembered = async (pool: Pool, tenant: string, key: string): Promise<Remembered | undefined> => {
  const { rows } = await pool.query<Remembered>({
    name: 'log-remembered',
    text: 'select fingerprint, answer from log.idempotency where tenant = $1 and key = $2',
    values: [tenant, key],
  });
  return rows[0];
};

/** Forgets keys older than seven days. Answers how many. */
export const forgetKeys = async (pool: Pool, now: Date): Promise<number> => {
  const { rowCount } = await pool.query(`delete from log.idempotency where recorded_at < $1::timestamptz - interval '7 days'`, [
    now,
  ]);
  return rowCount ?? 0;
};
