import type { Pool } from 'pg';
import type { AppendId } from '#platform/log/event-log';
import type { Log } from '#platform/service';

/** What a commit of this process brought: all that lies between two positions, and the append that wrote the last of it. */
export type News = { readonly after: number; readonly types: ReadonlySet<string>; readonly append: AppendId | undefined };
type Listener = (position: number, news?: News) => void;

export type Commits = {
  readonly tell: Listener;
  readonly listen: (listener: Listener) => () => void;
  readonly stop: () => Promise<void>;
};

export type CommitsOptions = {
  readonly pool: Pool;
  /** Listens to the database too, where other processes announce their commits. */
  readonly shared: boolean;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/** News of commits: this process's own at once, others' by NOTIFY. News may be lost; whoever needs every event reads by position. */
export const hearCommits = async ({ pool, shared, wait, log }: CommitsOptions): Promise<Commits> => {
  const listeners = new Set<Listener>();
  const tell: Listener = (position, news) => listeners.forEach((listener) => listener(position, news));
  let stopped = false;
  let close = () => {};

  const open = async (): Promise<void> => {
    const client = await pool.connect();
    const end = onceOnly(() => client.release(true));
    client.on('notification', ({ payload }) => tell(Number(payload)));
    try {
      await client.query('listen almanac_log');
    } catch (error) {
      end();
      throw error;
    }
    if (stopped) return end();
    close = end;
    client.once('error', (error) => {
      end();
      if (stopped) return;
      log.warn({ err: error }, 'The connection that hears of commits broke and is opened again.');
      void reopen();
    });
  };

  const reopen = async (): Promise<void> => {
    for (let pause = 50; !stopped; pause = Math.min(pause * 2, 5_000)) {
      await wait(pause);
      if (
        await open().then(
          () => true,
          () => false,
        )
      )
        return;
    }
  };

  if (shared) await open();
  return {
    tell,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop: async () => {
      stopped = true;
      listeners.clear();
      close();
    },
  };
};

// The error that ends a connection may come after it was given back, and giving back twice is an error itself.
const onceOnly = (act: () => void): (() => void) => {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
};
