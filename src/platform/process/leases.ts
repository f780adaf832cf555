import { hash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { shares } from '#platform/process/share-of';
import { type Sql, sqlOn } from '#platform/postgres/sql';

/** Which shares of which processes this worker has. */
export type Leases = {
  readonly of: (process: string) => readonly number[];
  /** Takes its fair part of the shares, and gives back what is too much. */
  readonly balance: () => Promise<void>;
  readonly release: () => void;
};

/**
 * Leases are advisory locks of one connection: PostgreSQL gives them free at once when the worker dies, whatever it dies of, and no
 * clock is asked. A worker that has lost its connection without knowing may still make a call that another makes too: they have the
 * same key, and only one of their outcomes is recorded.
 */
export const leases = (pool: Pool, processes: readonly string[]): Leases => {
  let client: PoolClient | undefined;
  const held = new Map<string, readonly number[]>();

  const connect = async (): Promise<PoolClient> => {
    const fresh = await pool.connect();
    fresh.once('error', () => lose(fresh));
    client = fresh;
    const classes = processes.map(classOf);
    await sqlOn(fresh)`select pg_advisory_lock_shared(class, ${presence}) as is_here from unnest(${classes}::int[]) class`;
    return fresh;
  };

  const lose = (lost: PoolClient) => {
    if (client !== lost) return;
    client = undefined;
    held.clear();
    lost.release(true);
  };

  return {
    of: (process) => held.get(process) ?? [],
    balance: async () => {
      const connection = client ?? (await connect());
      try {
        const sql = sqlOn(connection);
        for (const process of processes) {
          const fair = await balanced(sql, classOf(process), held.get(process) ?? []);
          if (client === connection) held.set(process, fair);
        }
      } catch (error) {
        lose(connection);
        throw error;
      }
    },
    release: () => {
      if (client) lose(client);
    },
  };
};

/** Every worker has this lock, shared: they are counted by it. */
const presence = shares;

const classOf = (process: string): number => Number.parseInt(hash('sha256', `process ${process}`, 'hex').slice(0, 7), 16);

const balanced = async (sql: Sql, lock: number, own: readonly number[]): Promise<readonly number[]> => {
  const [row] = await sql<{ readonly workers: number }>`
    select count(*)::int as workers from pg_locks where locktype = 'advisory' and mode = 'ShareLock' and granted
    and database = (select oid from pg_database where datname = current_database())
    and classid = ${lock}::bigint::oid and objid = ${presence}::bigint::oid`;
  const fair = Math.ceil(shares / Math.max(row?.workers ?? 1, 1));
  const kept = own.slice(0, fair);
  const free = Array.from({ length: shares }, (_, share) => share).filter((share) => !own.includes(share));
  const taken =
    kept.length === fair
      ? []
      : await sql<{ readonly share: number }>`
          select share from (select share, pg_try_advisory_lock(${lock}::int, share) as got from unnest(${free}::int[]) share) as tried where got`;
  const all = [...kept, ...taken.map(({ share }) => share)];
  const surplus = [...own.slice(fair), ...all.slice(fair)];
  if (surplus.length > 0) await sql`select pg_advisory_unlock(${lock}::int, share) as given from unnest(${surplus}::int[]) share`;
  return all.slice(0, fair);
};
