import type { Pool } from 'pg';
import type { Commits } from '#platform/log/commits';
import {
  firstCheckpoint,
  lockCheckpoint,
  moveCheckpoint,
  placeOf,
  readCheckpoint,
  type StoredPlace,
} from '#platform/log/checkpoint';
import type { Place, Upcasters } from '#platform/log/event-log';
import type { History } from '#platform/log/history';
import { OtherHistory } from '#platform/log/other-history';
import type { Troubles } from '#platform/log/troubles';
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
  readonly within: History['within'];
  /** What an operator must know of. */
  readonly troubles: Troubles;
};

/** `drop`: forgets what is remembered of the log and goes on from the stored checkpoint. */
export type Droppable = Subscription & { readonly drop: () => void };

const mostQuiet = 1_000;
const pollEvery = 1_000; // milliseconds: the truth underneath, should no one have called
const slowest = 30_000;

/**
 * Hands every event after the checkpoint to the subscriber, in order, exactly once as far as its own transaction goes: the checkpoint
 * row is locked, the events behind it are read, handled, and the checkpoint moves in the same transaction. Several processes may run
 * the same subscriber: they take turns, and one that died or stalled holds nothing that outlives its connection.
 *
 * What this process remembers is only a shortcut. If the checkpoint is not where it was left, or the log does not have the event that is
 * remembered, the stored checkpoint counts. If the log does not have that event either, the subscriber waits for an operator.
 */
export const subscribe = (subscriber: Subscriber, options: SubscribeOptions): Droppable => {
  const { pool, wait, log, onCommit, troubles } = options;
  const stopping = new AbortController();
  let seen: Seen | undefined; // how far this process knows everything to be handled
  let stepping = false;
  let woken = Promise.withResolvers<void>();
  let waiting: { readonly position: number; readonly resolve: () => void }[] = [];

  const wake = () => woken.resolve();
  const types = new Set([...subscriber.on, ...Object.keys(options.upcasters)]);
  const quiet = new Map<number, Place>(); // commits without an event for the subscriber: the position before → the last place

  /** Behind commits that are known to hold nothing for the subscriber: nothing need be read for them. */
  const behindQuiet = (from: Place): Place => {
    let at = from;
    for (let next = quiet.get(at.position); next !== undefined; next = quiet.get(at.position)) at = next;
    for (const after of quiet.keys()) if (after < at.position) quiet.delete(after);
    return at;
  };

  const forget = onCommit((last, news) => {
    if (seen !== undefined && last <= seen.place.position) return;
    if (news === undefined || [...news.types].some((type) => types.has(type)) || quiet.size >= mostQuiet) return wake();
    quiet.set(news.after, { position: last, append: news.append });
    if (seen === undefined) return;
    const behind = behindQuiet(seen.place);
    if (behind === seen.place) return wake(); // others have written in between
    if (!stepping) moved({ ...seen, place: behind });
  });

  const moved = (to: Seen) => {
    seen = to;
    const ready = waiting.filter((each) => each.position <= to.place.position);
    waiting = waiting.filter((each) => each.position > to.place.position);
    for (const each of ready) each.resolve();
  };

  /** Those who wait for a position of another history need not any more. */
  const drop = () => {
    seen = undefined;
    quiet.clear();
    for (const each of waiting.splice(0)) each.resolve();
    wake();
  };

  const next = async (): Promise<Omit<Step, 'now'>> => {
    const isStored = seen === undefined;
    const from = seen ?? startAt(await readCheckpoint(pool, subscriber.name));
    seen = from;
    stepping = true;
    try {
      const { now, ...step } = await options.within(() => take(subscriber, from, options));
      troubles.clear(subscriber.name);
      moved({ ...now, place: behindQuiet(now.place) });
      return step;
    } catch (error) {
      if (!(error instanceof OtherHistory)) throw error;
      drop();
      if (isStored) throw error;
      log.warn({ subscriber: subscriber.name, err: error }, 'A subscriber drops what it remembers and reads its checkpoint.');
      return { more: true, handled: false };
    } finally {
      stepping = false;
    }
  };

  const loop = async () => {
    let failures = 0;
    let busy = Number.NEGATIVE_INFINITY; // when the last batch with events began
    while (!stopping.signal.aborted) {
      woken = Promise.withResolvers<void>();
      const began = performance.now();
      try {
        const { more, handled } = await next();
        failures = 0;
        if (handled) busy = began;
        if (more) continue;
        await Promise.race([woken.promise, wait(pollEvery)]);
        const rest = (subscriber.every ?? 0) - (performance.now() - busy);
        if (rest > 0) await Promise.race([stopped, wait(rest)]);
      } catch (error) {
        failures++;
        if (error instanceof OtherHistory)
          troubles.add(
            subscriber.name,
            `Its checkpoint belongs to another history of the log. Move it: almanac call platform.resetSubscriber --subscriber ${subscriber.name} --to first`,
          );
        log.error({ err: error, subscriber: subscriber.name, failures }, 'A subscriber failed and will be tried again.');
        await Promise.race([stopped, wait(Math.min(50 * 2 ** failures, slowest))]);
      }
    }
  };

  const stopped = new Promise<void>((resolve) => stopping.signal.addEventListener('abort', () => resolve(), { once: true }));
  const running = loop();

  return {
    position: () => seen?.place.position ?? 0,
    caughtUp: async ({ through, within } = {}) => {
      const target = through ?? (await readHead(pool));
      if (stopping.signal.aborted || (seen?.place.position ?? -1) >= target) return; // stopped, it would keep them waiting forever
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ position: target, resolve });
      wake();
      await (within === undefined ? promise : Promise.race([promise, wait(within)]));
    },
    drop,
    stop: async () => {
      stopping.abort();
      forget();
      wake();
      await running;
      for (const each of waiting.splice(0)) each.resolve(); // they need not wait any more
    },
  };
};

/** How far a process has seen to it that all is handled, and where it last knew the stored checkpoint to be, at that place or before it. */
type Seen = { readonly place: Place; readonly checkpoint: Place };
type Step = { readonly now: Seen; readonly more: boolean; readonly handled: boolean };

const startAt = (checkpoint: Place): Seen => ({ place: checkpoint, checkpoint });

const isSame = (a: Place, b: Place): boolean => a.position === b.position && a.append === b.append;

/** Handles the next batch behind what is seen. Without events of its types a subscriber costs one read, no transaction. */
const take = async (subscriber: Subscriber, seen: Seen, { pool, turns, upcasters }: SubscribeOptions): Promise<Step> => {
  const { name, on, batch = 500, handle } = subscriber;
  const slice = (executor: Executor, after: Place) =>
    readSlice(executor, { after: after.position, append: after.append, types: on, limit: batch, subscriber: name }, upcasters);
  const peeked = await slice(pool, seen.place);
  if (!isSame(peeked.checkpoint, seen.checkpoint)) return { now: startAt(peeked.checkpoint), more: true, handled: false };
  if (peeked.events.length === 0) return { now: { ...seen, place: endOf(peeked) }, more: peeked.more, handled: false };

  return framed<Step, StoredPlace>(turns, { first: lockCheckpoint(name) }, async (client, [row]) => {
    const checkpoint = row === undefined ? await firstCheckpoint(client, name) : placeOf(row);
    const isAlone = isSame(checkpoint, seen.checkpoint); // no other process has been here meanwhile
    const chunk = isAlone ? peeked : await slice(client, checkpoint);
    const { events, more } = chunk;
    if (events.length === 0) return { result: { now: { place: endOf(chunk), checkpoint }, more, handled: false } };
    await handle(events, { sql: sqlOn(client), isAlone });
    const end = endOf(chunk);
    return { result: { now: startAt(end), more, handled: true }, last: moveCheckpoint(name, end) };
  });
};

const endOf = ({ through, append }: Chunk): Place => ({ position: through, append });
