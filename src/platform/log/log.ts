import type { Pool } from 'pg';
import type { Caller } from '#platform/caller';
import { adopt, adoptedThrough, type Page, resetAdopted } from '#platform/log/adopt';
import { createAppender } from '#platform/log/appender';
import { createDecide, type DecideOptions } from '#platform/log/decide';
import type { AppendId, Events, Fact, Place, Recorded, Upcasters } from '#platform/log/event-log';
import { foldViews } from '#platform/log/fold';
import { createHistory, type History } from '#platform/log/history';
import { forgetKeys, type Remembered, remember, remembered } from '#platform/log/idempotency';
import { resetCheckpoint } from '#platform/log/checkpoint';
import { type Commits, hearCommits } from '#platform/log/commits';
import { type Chunk, readAsOf, readHead, readSlice, readStream, type Slice } from '#platform/log/read';
import type { Comparison } from '#platform/log/fold-beside';
import type { RebuildOptions } from '#platform/log/fold-through';
import { rebuildViews, verifyViews } from '#platform/log/rebuild';
import { createStates, streamOf } from '#platform/log/states';
import { type Droppable, subscribe } from '#platform/log/subscribe';
import { createTroubles, type Troubles } from '#platform/log/troubles';
import { createTurns } from '#platform/log/turns';
import { watchMemory } from '#platform/log/watch-memory';
import { writeStatements } from '#platform/log/write-views';
import { columnsOf } from '#platform/log/view-tables';
import type { Log, Subscriber, Subscription } from '#platform/service';
import type { View } from '#platform/view';

export type LogOptions = {
  readonly pool: Pool;
  /** Pipelining connections for the writer. */
  readonly writer: Pool;
  /** For subscribers, which hold a connection each while they wait for others. */
  readonly turns: Pool;
  readonly views: readonly View[];
  readonly upcasters?: Upcasters;
  readonly clock: () => Date;
  readonly newAppendId: () => AppendId;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Other processes may write to the same log: tell them of commits, and hear of theirs. */
  readonly shared: boolean;
  readonly log: Log;
};

export type EventLog = {
  /** The log bound to one caller. */
  readonly events: (caller: Caller) => Events;
  readonly subscribe: (subscriber: Subscriber) => Subscription;
  /** Calls back after each commit, this process's at once. The answer ends it. */
  readonly onCommit: Commits['listen'];
  /** The events of some types behind a position, for whoever keeps the position. */
  readonly slice: (slice: Slice) => Promise<Chunk>;
  /** Takes events of another log in, each exactly once. False: they do not follow on what is here. */
  readonly adopt: (page: Page) => Promise<boolean>;
  /** How far the log of another process has been taken in. */
  readonly adoptedThrough: (source: string) => Promise<Place>;
  /** Goes on taking in the log of another process from a place. */
  readonly resetAdopted: (source: string, place: Place) => Promise<void>;
  readonly remembered: (tenant: string, key: string) => Promise<Remembered | undefined>;
  /** Keeps an answer under a key. Returns what is kept under it already, if anything. */
  readonly remember: (tenant: string, answer: Remembered & { readonly key: string }) => Promise<Remembered | undefined>;
  readonly forgetKeys: () => Promise<number>;
  readonly position: () => Promise<number>;
  /** Compares views with a rebuild from zero. */
  readonly verify: (views: readonly View[], progress?: RebuildOptions['progress']) => Promise<readonly Comparison[]>;
  /** Rebuilds views from zero beside the served ones, and switches. */
  readonly rebuild: (views: readonly View[], progress?: RebuildOptions['progress']) => Promise<readonly Comparison[]>;
  /** Compares memory with the log. Another history: what was remembered is dropped, and the log is the one of memory again. */
  readonly checkHistory: () => Promise<unknown>;
  /** Does work that rests on what was read of the log: it decides nothing more once the log has another history. */
  readonly within: History['within'];
  /** Calls back when the log turns out to have another history, so that what was remembered of it is dropped. The answer ends it. */
  readonly onOtherHistory: (listener: () => void) => () => void;
  /** Compares all states in memory with the log; those that differ are dropped. Returns their streams. */
  readonly verifyMemory: () => Promise<readonly string[]>;
  /** Moves the stored checkpoint of a subscriber. False: there is none of that name. */
  readonly resetCheckpoint: (subscriber: string, to: 'first' | 'newest') => Promise<boolean>;
  /** What does not go on by itself and waits for an operator. */
  readonly troubles: Troubles;
  /** Finishes what is being appended and ends the subscriptions. The pools stay open: they are the caller's. */
  readonly stop: () => Promise<void>;
};

/** Opens the event log on a migrated database. */
export const openLog = async (options: LogOptions): Promise<EventLog> => {
  const { pool, writer, turns, views, upcasters = {}, clock, newAppendId, wait, shared, log } = options;
  const columns = await columnsOf(pool, views);
  const commits = await hearCommits({ pool, shared, wait, log });
  const subscriptions: Droppable[] = [];
  const troubles = createTroubles();
  const others = new Set<() => void>();
  const history = createHistory(pool, log, () => {
    states.clear();
    for (const subscription of subscriptions) subscription.drop();
    for (const listener of others) listener();
  });
  const states = createStates({
    pool,
    upcasters,
    troubles,
    onMismatch: () => void history.check().catch(() => undefined), // the watch below checks again
  });
  const writing = {
    fold: (facts: readonly Fact[]) => writeStatements(foldViews(views, facts), columns),
    seen: history.seen,
    announce: shared,
    newAppendId,
    committed: (events: readonly Recorded[]) => {
      const [first, last] = [events[0], events.at(-1)];
      if (!first || !last) return;
      history.saw(last);
      const types = new Set(events.map(({ type }) => type));
      commits.tell(last.position, { after: first.position - 1, types, append: last.append });
    },
  };
  const appender = createAppender({ ...writing, pool: writer, wait, history });
  const ahead: DecideOptions['ahead'] = new Map();
  const { append } = appender;
  const { assertCurrent } = history;
  const deciding: DecideOptions = { pool, states, append, turns: createTurns(), ahead, clock, newAppendId, assertCurrent };
  const memory = watchMemory({ states, pool, upcasters, troubles, history, wait, log });

  const events = (caller: Caller): Events => {
    const { tenant } = caller;
    const readMany: Events['readMany'] = async (model, ids) => {
      const loaded = await states.load(
        tenant,
        ids.map((id) => ({ model, id })),
        'further',
      );
      return loaded as never; // the seam: states are folded by the model they are asked with
    };
    return {
      decide: createDecide(deciding, caller),
      read: async (model, id, asOf) => {
        if (asOf) return readAsOf(pool, { tenant, model, id, asOf }, upcasters);
        const [one] = await readMany(model, [id]);
        return one ?? { id, state: model.initial, version: 0 };
      },
      readMany,
      history: async (model, id, page) =>
        (await readStream(pool, { tenant, stream: streamOf({ model, id }), ...page }, upcasters)) as never, // as above
      position: () => readHead(pool),
    };
  };

  const rebuilding = (chosen: readonly View[], progress: RebuildOptions['progress']): RebuildOptions => {
    const names = views.map(({ name }) => name);
    const inOrder = chosen.toSorted((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
    return { pool, views: inOrder, columns, upcasters, wait, ...(progress ? { progress } : {}) };
  };

  return {
    events,
    subscribe: (subscriber) => {
      const subscription = subscribe(subscriber, {
        pool,
        turns,
        upcasters,
        onCommit: commits.listen,
        within: history.within,
        wait,
        log,
        troubles,
      });
      subscriptions.push(subscription);
      return subscription;
    },
    onCommit: commits.listen,
    slice: (slice) => readSlice(pool, slice, upcasters),
    adopt: (page) => adopt(page, { ...writing, pool: writer }),
    adoptedThrough: (source) => adoptedThrough(pool, source),
    resetAdopted: (source, place) => resetAdopted(pool, source, place),
    remembered: (tenant, key) => remembered(pool, tenant, key),
    remember: (tenant, answer) => remember(pool, tenant, answer),
    forgetKeys: () => forgetKeys(pool),
    position: () => readHead(pool),
    verify: (chosen, progress) => verifyViews(rebuilding(chosen, progress)),
    rebuild: (chosen, progress) => rebuildViews(rebuilding(chosen, progress)),
    checkHistory: history.check,
    within: history.within,
    onOtherHistory: (listener) => {
      others.add(listener);
      return () => others.delete(listener);
    },
    verifyMemory: memory.verify,
    resetCheckpoint: (subscriber, to) => resetCheckpoint(pool, subscriber, to),
    troubles,
    stop: async () => {
      await memory.stop();
      await Promise.all(subscriptions.map(({ stop }) => stop()));
      await appender.stop();
      await commits.stop();
    },
  };
};
