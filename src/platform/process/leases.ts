import { randomInt } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { shares } from '#platform/process/share-of';
import { stopwatch } from '#platform/stopwatch';

/** Which shares of which processes this worker has. */
export type Leases = {
  /** What it has for certain; nothing when the last renewal was too long ago. */
  readonly of: (process: string) => readonly number[];
  /** Whether it has a share. Where the last renewal was too long ago, the next one tells; at the stop nobody waits for it. */
  readonly confirm: (process: string, share: number) => Promise<boolean>;
  /** Renews its leases, takes its fair part of the shares, and gives back what is too much. */
  readonly balance: () => Promise<void>;
  /** Gives all back. */
  readonly release: () => Promise<void>;
};

/** Milliseconds for which the database grants a lease, and for which its holder counts on it: no two clocks must agree. */
const granted = 8_000;
const countedOn = 7_000;
const patience = 5_000; // milliseconds for the answer to a renewal

/** Of a worker that has the database to itself. */
export const allShares: Leases = {
  of: () => every,
  confirm: async () => true,
  balance: async () => undefined,
  release: async () => undefined,
};

const every = Array.from({ length: shares }, (_, share) => share);

/**
 * Leases are rows that expire by the clock of the database. Their holder reckons from before it asked for them, so that after it hung it
 * does nothing on what another may have taken over. A worker that dies is noticed at once: its advisory lock goes with its connection.
 * All this saves work and decides nothing: calls of two workers have the same key, and only one of their outcomes is recorded.
 */
export const leases = (pool: Pool, processes: readonly string[], stopping: AbortSignal): Leases => {
  let worker: Worker | undefined;
  let held: ReadonlyMap<string, readonly number[]> = new Map();
  let age = () => Number.POSITIVE_INFINITY;
  let renewed = Promise.withResolvers<void>();
  stopping.addEventListener('abort', () => renewed.resolve(), { once: true });

  const lose = (lost: Worker) => {
    if (worker !== lost) return;
    worker = undefined;
    held = new Map();
    age = () => Number.POSITIVE_INFINITY;
    lost.client.release(true);
  };

  const enter = async (): Promise<Worker> => {
    const client = await pool.connect();
    const fresh = { client, id: randomInt(1, 2 ** 48 - 1) };
    worker = fresh;
    client.once('error', () => lose(fresh));
    try {
      await client.query('select pg_advisory_lock($1::bigint)', [fresh.id]);
    } catch (error) {
      lose(fresh);
      throw error;
    }
    return fresh;
  };

  const renew = async ({ client, id }: Worker): Promise<readonly Held[]> => {
    const text = `select held_process as process, held_share as share from process.balance($1, $2, $3, $4 * interval '1 millisecond')`;
    const asked = { text, values: [id, processes, shares, granted], query_timeout: patience };
    return (await client.query<Held>(asked)).rows;
  };

  const isFresh = () => age() < countedOn;
  const of = (process: string): readonly number[] => (isFresh() ? (held.get(process) ?? []) : []);

  return {
    of,
    confirm: async (process, share) => {
      while (!isFresh() && !stopping.aborted) await renewed.promise;
      return of(process).includes(share);
    },
    balance: async () => {
      const since = stopwatch();
      const own = worker ?? (await enter());
      try {
        const rows = await renew(own);
        if (worker !== own) return;
        const byProcess = Map.groupBy(rows, ({ process }) => process);
        held = new Map([...byProcess].map(([process, some]) => [process, some.map(({ share }) => share)]));
        age = since;
        renewed.resolve();
        renewed = Promise.withResolvers();
      } catch (error) {
        lose(own);
        throw error;
      }
    },
    release: async () => {
      const own = worker;
      if (own === undefined) return;
      const text = 'with given as (delete from process.lease where worker = $1) delete from process.worker where id = $1';
      const asked = { text, values: [own.id], query_timeout: patience };
      await own.client.query(asked).catch(() => undefined); // what is not given back is free when the connection is gone
      lose(own);
    },
  };
};

type Held = { readonly process: string; readonly share: number };
type Worker = { readonly client: PoolClient; readonly id: number };
