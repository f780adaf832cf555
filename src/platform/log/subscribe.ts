import { escapeLiteral, type Pool } from 'pg';
import type { Commits } from '#platform/log/commits';
import type { Upcasters } from '#platform/log/event-log';
import { type Chunk, readHead, readSlice } from '#platform/log/read';
import type { Log, Subscriber, Subscription } from '#platform/service';
import { type Executor, sqlOn } from '#platform/postgres/sql';
import { framed } from '#platform/postgres/transaction';

export type SubscribeOptions = {
  readonly pool: Pool;
  readonly turns: Pool;
  readonly upcasters: Upcasters;
  /** Calls the listener after every commit that this process hears of. */
  readonly onCommit: Commits['listen'];
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

const mostQuiet = 1_000;
const pollEvery = 1_000; // milliseconds: the truth underneath, should no one have called
const slowest = 30_000;

/**
 * Hands every event after the checkpoint to the subscriber, in order, exactly once as far as its own transaction goes: the checkpoint
 * row is locked, the events behind it are read, handled, and the checkpoint moves in the same transaction. Several processes may run
 * the same subscriber: they take turns, and one that died or stalled holds nothing that outlives its connection.
 */
export const subscribe = (subscriber: Subscriber, options: SubscribeOptions): Subscription => {
  const { pool, wait, log, onCommit } = options;
  const stopping = new AbortController();
  let position: number | undefined; // how far this process knows everything to be handled
  let stepping = false;
  let woken = Promise.withResolvers<void>();
  let waiting: { readonly position: number; readonly resolve: () => void }[] = [];

  const wake = () => woken.resolve();
  const types = new Set([...subscriber.on, ...Object.keys(options.upcasters)]);
  const quiet = new Map<number, number>(); // commits without an event for the subscriber: the position before → the last

  /** Behind commits that are known to hold nothing for the subscriber: nothing need be read for them. */
  const behindQuiet = (from: number): number => {
    let at = from;
    for (let next = quiet.get(at); next !== undefined; next = quiet.get(at)) at = next;
    for (const after of quiet.keys()) if (after < at) quiet.delete(after);
    return at;
  };

  const forget = onCommit((last, news) => {
    if (position !== undefined && last <= position) return;
    if (news === undefined || [...news.types].some((type) => types.has(type)) || quiet.size >= mostQuiet) return wake();
    quiet.set(news.after, last);
    if (position === undefined) return;
    const known = position;
    const behind = behindQuiet(known);
    if (behind === known) return wake(); // others have written in between
    if (!stepping) moved(behind);
  });

  const moved = (through: number) => {
    position = through;
    const ready = waiting.filter((each) => each.position <= through);
    waiting = waiting.filter((each) => each.position > through);
    for (const each of ready) each.resolve();
  };

  const loop = async () => {
    let failures = 0;
    let busy = Number.NEGATIVE_INFINITY; // when the last batch with events began
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers<void>();
      const began = performance.now();
      try {
        position ??= await readCheckpoint(pool, subscriber.name);
        stepping = true;
        const { through, more, handled } = await step(subscriber, position, options);
        stepping = false;
        failures = 0;
        if (handled) busy = began;
        moved(behindQuiet(through));
        if (more) continue;
        await Promise.race([woken.promise, wait(pollEvery)]);
        const rest = (subscriber.every ?? 0) - (performance.now() - busy);
        if (rest > 0) await Promise.race([stopped, wait(rest)]);
      } catch (error) {
        stepping = false;
        failures++;
        log.error({ err: error, subscriber: subscriber.name, failures }, 'A subscriber failed and will be tried again.');
        await Promise.race([stopped, wait(Math.min(50 * 2 ** failures, slowest))]);
      }
    }
  };

  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
  const running = loop();

  return {
    position: () => position ?? 0,
    caughtUp: async ({ through, within } = {}) => {
      const target = through ?? (await readHead(pool));
      if ((position ?? -1) >= target) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ position: target, resolve });
      wake();
      await (within === undefined ? promise : Promise.race([promise, wait(within)]));
    },
    stop: async () => {
      stopping.abort();
      forget();
      wake();
      await running;
      moved(Number.POSITIVE_INFINITY); // whoever waits need not any more
    },
  };
};

type Step = Pick<Chunk, 'through' | 'more'> & { readonly handled: boolean };

/** Handles the next batch behind `seen`. Without events of its types a subscriber costs one read, no transaction. */
const step = async (subscriber: Subscriber, seen: number, { pool, turns, upcasters }: SubscribeOptions): Promise<Step> => {
  const { name, on, batch = 500, handle } = subscriber;
  const slice = (executor: Executor, after: number) => readSlice(executor, { after, types: on, limit: batch }, upcasters);
  const peeked = await slice(pool, seen);
  if (peeked.events.length === 0) return { through: peeked.through, more: peeked.more, handled: false };

  const own = escapeLiteral(name);
  const lock = `select position from log.checkpoint where subscriber = ${own} for update`;
  return framed<Step, { readonly position: number }>(turns, { first: lock }, async (client, [checkpoint]) => {
    const after = checkpoint?.position ?? (await firstCheckpoint(client, name, lock));
    const isAlone = after <= seen; // no other process has been here meanwhile
    const { events, through, more } = isAlone ? peeked : await slice(client, after);
    if (events.length === 0) return { result: { through, more, handled: false } };
    await handle(events, { sql: sqlOn(client), isAlone });
    const last = `update log.checkpoint set position = ${through} where subscriber = ${own}`;
    return { result: { through, more, handled: true }, last };
  });
};

const firstCheckpoint = async (executor: Executor, subscriber: string, lock: string): Promise<number> => {
  await executor.query('insert into log.checkpoint (subscriber, position) values ($1, 0) on conflict do nothing', [subscriber]);
  return (await executor.query<{ readonly position: number }>(lock)).rows[0]?.position ?? 0;
};

const readCheckpoint = async (executor: Executor, subscriber: string): Promise<number> => {
  const { rows } = await executor.query<{ readonly position: number }>(
    'select position from log.checkpoint where subscriber = $1',
    [subscriber],
  );
  return rows[0]?.position ?? 0;
};
