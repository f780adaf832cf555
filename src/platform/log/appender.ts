import { Rejection } from '#kernel/rejection';
import {
  type Append,
  type Appended,
  type Batch,
  batchOf,
  Conflict,
  type Expected,
  KeyUsed,
  streamKey,
} from '#platform/log/append';
import type { AppendId, Recorded } from '#platform/log/event-log';
import { type Era, type History, restored } from '#platform/log/history';
import { landed, sqlState, type TransactOptions, transact } from '#platform/log/transact';
import { isOutage } from '#platform/postgres/outage';

export type Appender = {
  /** Resolves when the events are durable. Rejects with `Conflict`, `KeyUsed`, or what the database said. */
  readonly append: (request: Append) => Promise<Appended>;
  /** Finishes what is queued. */
  readonly stop: () => Promise<void>;
};

export type AppenderOptions = TransactOptions & {
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly committed: (events: readonly Recorded[]) => void;
  readonly history: Pick<History, 'era' | 'check'>;
};

type Entry = {
  readonly request: Append;
  /** When it was decided. */
  readonly era: Era;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * Group commit: what is asked for while one batch is being committed makes the next batch, in one transaction and one round trip.
 * No timer: a lone append goes at once, and batches grow with the load. When one member of a batch is refused, the others are
 * committed without it; when the batch fails for a reason that names no member, its members are tried one by one.
 */
export const createAppender = ({ wait, committed, history, ...options }: AppenderOptions): Appender => {
  let queue: Entry[] = [];
  let draining: Promise<void> | undefined;

  const drain = async () => {
    await Promise.resolve(); // callers of the same turn go together
    while (queue.length > 0) {
      const [batch, rest] = take(queue);
      queue = rest;
      try {
        await commit(batch);
      } catch (error) {
        refuse(batch, () => error); // a bug of this file; those who come later are served all the same
      }
      await new Promise(setImmediate); // those whose append has just returned may ask again before the next batch is closed
    }
    draining = undefined;
  };

  const commit = async (asked: readonly Entry[], attempt = 1, lost = false): Promise<void> => {
    const entries = refuse(asked, ({ era }) => (era.isPast ? restored() : undefined));
    if (entries.length === 0) return;
    const batch = batchOf(entries.map(({ request }) => request));
    try {
      settle(entries, await transact(batch, options));
    } catch (error) {
      const refused = refusals(error, batch);
      // What refuses a batch that was sent before may be itself, committed after its connection broke.
      const own = lost && refused.size > 0 ? await reached(() => landed(batch, options.pool), wait) : undefined;
      if (own === 'unreachable') refuse(entries, () => unavailable(error));
      else if (own !== undefined) settle(entries, own);
      else if (refused.size > 0)
        await commit(
          refuse(entries, (_, index) => refused.get(index)),
          attempt,
        );
      else if (sqlState(error) === 'AL003') {
        await reached(history.check, wait); // drops what rests on the other history
        refuse(entries, () => restored(error));
      } else if (isOutage(error)) await recover(entries, batch, error, attempt);
      else if (transient.has(sqlState(error)) && attempt < 5) await commit(entries, attempt + 1, lost);
      else if (entries.length > 1) for (const entry of entries) await commit([entry], 1, lost);
      else refuse(entries, () => error);
    }
  };

  /** Rejects entries, and with them all that follows them, here and in the queue. Returns what is left. */
  const refuse = (
    entries: readonly Entry[],
    reasonOf: (entry: Entry, index: number) => unknown,
    fallen = new Set<AppendId>(),
  ): readonly Entry[] => {
    const left = entries.filter((entry, index) => {
      const broken = entry.request.writes.filter(({ behind }) => behind !== undefined && fallen.has(behind));
      const reason = broken.length > 0 ? new Conflict(broken.map(({ stream }) => stream)) : reasonOf(entry, index);
      if (reason === undefined) return true;
      fallen.add(entry.request.id);
      entry.reject(reason);
      return false;
    });
    if (queue.length > 0 && entries !== queue) queue = [...refuse(queue, () => undefined, fallen)];
    return left;
  };

  const settle = (entries: readonly Entry[], appended: readonly Appended[]) => {
    const events = appended.flatMap((each) => each.events);
    committed(events);
    queue = withoutStale(queue, events);
    entries.forEach(({ resolve, reject }, index) => {
      const own = appended[index];
      if (own) resolve(own);
      else reject(new Error('The log answered for fewer appends than it was given.'));
    });
  };

  /** Waits for the database to come back, and looks whether the batch had got through before it went. */
  const recover = async (entries: readonly Entry[], batch: Batch, error: unknown, attempt: number): Promise<void> => {
    const found = await reached(() => landed(batch, options.pool), wait);
    if (found === undefined && attempt < 5) return commit(entries, attempt + 1, true);
    if (found === undefined || found === 'unreachable') refuse(entries, () => unavailable(error));
    else settle(entries, found);
  };

  return {
    append: (request) =>
      new Promise((resolve, reject) => {
        queue.push({ request, era: history.era(), resolve, reject });
        draining ??= drain();
      }),
    stop: async () => draining,
  };
};

const mostEvents = 2_000;
const mostPause = 3_000; // milliseconds between two looks at a database that is away: about six seconds in all

// Deadlock, serialization failure: the same again may well succeed.
const transient: ReadonlySet<string> = new Set(['40P01', '40001']);

const unavailable = (cause: unknown): Rejection =>
  new Rejection('busy', 'log.unavailable', 'The database cannot be reached. Try again later.', { cause });

/**
 * The next batch: in the order asked, up to a size; no key twice; a stream twice only where the second directly follows the first; an
 * append to be confirmed goes alone.
 */
const take = (queue: readonly Entry[]): readonly [batch: readonly Entry[], rest: Entry[]] => {
  const held = new Map<string, Held>(); // also what the waiting ones name, so that appends to a stream stay in order
  const batch: Entry[] = [];
  const rest: Entry[] = [];
  let events = 0;
  for (const entry of queue) {
    const claims = claimsOf(entry.request);
    const alone = entry.request.confirm !== undefined || batch[0]?.request.confirm !== undefined;
    const free = claims.every((claim) => isFree(claim, held.get(claim.name)));
    const taken = batch.length === 0 || (free && !alone && events < mostEvents);
    if (taken) {
      batch.push(entry);
      events += entry.request.writes.reduce((sum, write) => sum + write.events.length, 0);
    } else rest.push(entry);
    for (const claim of claims) held.set(claim.name, taken ? claim : 'waiting');
  }
  return [batch, rest];
};

/** What an append needs for itself: a stream at a version that it leaves at another one, or a key. */
type Claim = {
  readonly id: AppendId;
  readonly name: string;
  readonly expected: Expected | 'key';
  readonly behind?: AppendId | undefined;
  readonly writes: number;
};
type Held = Claim | 'waiting';

const isFree = ({ expected, behind, writes }: Claim, held: Held | undefined): boolean => {
  if (held === undefined) return true;
  if (held === 'waiting') return false;
  if (writes === 0 && held.writes === 0) return expected === held.expected && behind === held.behind; // guards may be shared
  return held.writes > 0 && typeof held.expected === 'number' && expected === held.expected + held.writes && behind === held.id;
};

/** Those that wait for a version that is now past are told at once, without asking the database. */
const withoutStale = (queue: Entry[], events: readonly Recorded[]): Entry[] => {
  if (queue.length === 0) return queue;
  const now = new Map(events.map(({ tenant, stream, version }) => [streamKey(tenant, stream), version]));
  return queue.filter(({ request: { tenant, writes }, reject }) => {
    const moved = writes.filter(
      ({ stream, expected }) => typeof expected === 'number' && expected < (now.get(streamKey(tenant, stream)) ?? 0),
    );
    if (moved.length > 0) reject(new Conflict(moved.map(({ stream }) => stream)));
    return moved.length === 0;
  });
};

const claimsOf = ({ id, tenant, writes, key }: Append): readonly Claim[] => {
  const streams = writes.map(
    ({ stream, expected, behind, events }): Claim => ({
      id,
      name: streamKey(tenant, stream),
      expected,
      behind,
      writes: events.length,
    }),
  );
  return key ? [...streams, { id, name: `${tenant}\u0000\u0000${key.key}`, expected: 'key', writes: 1 }] : streams;
};

/** The members that the database names as the cause, with what to tell them. */
const refusals = (error: unknown, { appends, entries }: Batch): ReadonlyMap<number, Error> => {
  if (error instanceof Conflict) return new Map([[0, error]]);
  const state = sqlState(error);
  if (!(error instanceof Error && 'detail' in error) || (state !== 'AL001' && state !== 'AL002')) return new Map();
  const ordinals: readonly number[] = JSON.parse(String(error.detail));
  if (state === 'AL002') {
    const keyed = appends.flatMap(({ key }, index) => (key ? [index] : []));
    return new Map(
      ordinals.flatMap((ordinal) => (keyed[ordinal - 1] === undefined ? [] : [[keyed[ordinal - 1] ?? 0, new KeyUsed()]])),
    );
  }
  const streams = new Map<number, string[]>();
  for (const ordinal of ordinals) {
    const entry = entries[ordinal - 1];
    for (const append of entry?.appends ?? []) streams.set(append, [...(streams.get(append) ?? []), entry?.write.stream ?? '']);
  }
  return new Map([...streams].map(([append, names]) => [append, new Conflict(names)]));
};

/** Asks until there is an answer. Any error counts as none: a database that is being restored may lack tables, or not exist. */
const reached = async <T>(look: () => Promise<T>, wait: AppenderOptions['wait']): Promise<T | 'unreachable'> => {
  for (let pause = 20; pause <= mostPause; pause *= 2) {
    try {
      return await look();
    } catch {
      await wait(pause);
    }
  }
  return 'unreachable';
};
