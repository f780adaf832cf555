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

/** Keeps an answer under a key. Returns what is kept under it already, if anything: then that stands. */
export const remember = async (
  pool: Pool,
  tenant: string,
  { key, fingerprint, answer }: Remembered & { readonly key: string },
): Promise<Remembered | undefined> => {
  const { rowCount } = await pool.query({
    name: 'log-remember',
    text: `insert into log.idempotency (tenant, key, fingerprint, answer, recorded_at) values ($1, $2, $3, $4, now())
           on conflict do nothing`,
    values: [tenant, key, fingerprint, JSON.stringify(answer)],
  });
  return rowCount === 1 ? undefined : remembered(pool, tenant, key);
};

/**
 * Deletes keys older than seven days, by the clock of the database, and none younger than the youngest less seven days: where that clock has
 * jumped ahead, nothing that may still be repeated is lost. Returns how many.
 */
export const forgetKeys = async (pool: Pool): Promise<number> => {
  const { rowCount } = await pool.query(
    `delete from log.idempotency
     where recorded_at < least(now(), (select max(recorded_at) from log.idempotency)) - interval '7 days'`,
  );
  return rowCount ?? 0;
};
