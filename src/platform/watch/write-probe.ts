import { randomUUID } from 'node:crypto';
import { escapeLiteral, type Pool } from 'pg';
import type { Log } from '#platform/service';

export type WriteProbe = {
  /** Rejects unless a write has succeeded within the last five seconds. */
  readonly written: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type ProbeOptions = {
  /** A connection of its own, so that nothing that hangs on others is in the way. */
  readonly pool: Pool;
  /** Rejects when there is no room left for what an append writes. */
  readonly room: () => Promise<unknown>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

const everyMs = 2_000;
const againMs = 500; // after a failure: what can be written again is ready again soon
const timeoutMs = 3_000;
const freshMs = 5_000;

/** Writes a row of its own again and again, behind the lock that every append needs. The first attempt is over when this resolves. */
export const startWriteProbe = async ({ pool, room, wait, log }: ProbeOptions): Promise<WriteProbe> => {
  const stopping = new AbortController();
  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
  const statement = probeOf(escapeLiteral(randomUUID()));
  let writtenAt = Number.NEGATIVE_INFINITY;
  let failure: unknown;

  const attempt = async (): Promise<void> => {
    const began = performance.now();
    try {
      await room();
      await within(pool, statement, wait);
      writtenAt = began;
      if (failure !== undefined) log.info({}, 'The log can be written again.');
      failure = undefined;
    } catch (error) {
      if (failure === undefined) log.warn({ err: error }, 'The log cannot be written.');
      failure = error;
    }
  };

  const loop = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await Promise.race([stopped, wait(failure === undefined ? everyMs : againMs)]);
      if (!stopping.signal.aborted) await attempt();
    }
  };

  await attempt();
  const running = loop();
  return {
    written: async () => {
      const age = performance.now() - writtenAt;
      if (age <= freshMs) return;
      const since = Number.isFinite(age) ? `for ${Math.floor(age / 1_000)} seconds` : 'since the start';
      throw new Error(`No write has succeeded ${since}${failure instanceof Error ? `: ${failure.message}` : ''}.`);
    },
    stop: async () => {
      stopping.abort();
      await running;
    },
  };
};

/**
 * One message and one transaction: a process that hangs in the middle of it holds nothing, because the server needs no more of it.
 * The head row comes last, as in an append, and is held only for the commit.
 */
const probeOf = (process: string): string => `
  set local lock_timeout = '1s';
  insert into platform.probe (process, at) values (${process}, clock_timestamp())
    on conflict (process) do update set at = excluded.at;
  delete from platform.probe where at < clock_timestamp() - interval '1 day';
  select from log.head for update`;

/** Runs a text of several statements; the connection is thrown away when its answer does not come in time. */
const within = async (pool: Pool, text: string, wait: ProbeOptions['wait']): Promise<void> => {
  const client = await pool.connect();
  let isBroken = true;
  try {
    const late = wait(timeoutMs).then(() =>
      Promise.reject(new Error(`The database did not answer within ${timeoutMs / 1_000} seconds.`)),
    );
    await Promise.race([client.query(text), late]);
    isBroken = false;
  } finally {
    client.release(isBroken);
  }
};
