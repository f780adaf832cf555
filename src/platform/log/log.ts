import type { Pool } from 'pg';
import type { Caller } from '#platform/caller';
import { adopt, adoptedThrough, type Page } from '#platform/log/adopt';
import { createAppender } from '#platform/log/appender';
import { createDecide, type DecideOptions } from '#platform/log/decide';
import type { Events, Fact, Recorded, Upcasters } from '#platform/log/event-log';
import { foldViews } from '#platform/log/fold';
import { forgetKeys, type Remembered, remembered } from '#platform/log/idempotency';
import { type Commits, hearCommits } from '#platform/log/commits';
import { type Chunk, readAsOf, readHead, readSlice, readStream, type Slice } from '#platform/log/read';
import type { Comparison } from '#platform/log/fold-beside';
import type { RebuildOptions } from '#platform/log/fold-through';
import { rebuildViews, verifyViews } from '#platform/log/rebuild';
import { createStates, streamOf } from '#platform/log/states';
import { subscribe } from '#platform/log/subscribe';
import { createTurns } from '#platform/log/turns';
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
  readonly adoptedThrough: (source: string) => Promise<number>;
  readonly remembered: (tenant: string, key: string) => Promise<Remembered | undefined>;
  readonly forgetKeys: () => Promise<number>;
  readonly position: () => Promise<number>;
  /** Compares views with a rebuild from zero. */
  readonly verify: (views: readonly View[], progress?: RebuildOptions['progress']) => Promise<readonly Comparison[]>;
  /** Rebuilds views from zero beside the served ones, and switches. */
  readonly rebuild: (views: readonly View[], progress?: RebuildOptions['progress']) => Promise<readonly Comparison[]>;
  /** Finishes what is being appended and ends the subscriptions. The pools stay open: they are the caller's. */
  readonly stop: () => Promise<void>;
};

/** Opens the event log on a migrated database. */
export const openLog = async (options: LogOptions): Promise<EventLog> => {
  const { pool, writer, turns, views, upcasters = {}, clock, wait, shared, log } = options;
  const columns = await columnsOf(pool, views);
  const commits = await hearCommits({ pool, shared, wait, log });
  const states = createStates(pool, upcasters);
  const writing = {
    fold: (facts: readonly Fact[]) => writeStatements(foldViews(views, facts), columns),
    announce: shared,
    committed: (events: readonly Recorded[]) => {
      const [first, last] = [events[0], events.at(-1)];
      if (first && last)
        commits.tell(last.position, { after: first.position - 1, types: new Set(events.map(({ type }) => type)) });
    },
  };
  const appender = createAppender({ ...writing, pool: writer, wait });
  const deciding: DecideOptions = { pool, states, append: appender.append, turns: createTurns(), ahead: new Map(), clock };
  const subscriptions: Subscription[] = [];

  const events = (caller: Caller): Events => {
    const { tenant } = caller;
    const readMany: Events['readMany'] = async (model, ids) => {
      const loaded = await states.load(
        tenant,
        ids.map((id) => ({ model, id })),
        true,
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
    return { pool, views: inOrder, columns, upcasters, ...(progress ? { progress } : {}) };
  };

  return {
    events,
    subscribe: (subscriber) => {
      const subscription = subscribe(subscriber, { pool, turns, upcasters, onCommit: commits.listen, wait, log });
      subscriptions.push(subscription);
      return subscription;
    },
    onCommit: commits.listen,
    slice: (slice) => readSlice(pool, slice, upcasters),
    adopt: (page) => adopt(page, { ...writing, pool: writer }),
    adoptedThrough: (source) => adoptedThrough(pool, source),
    remembered: (tenant, key) => remembered(pool, tenant, key),
    forgetKeys: () => forgetKeys(pool, clock()),
    position: () => readHead(pool),
    verify: (chosen, progress) => verifyViews(rebuilding(chosen, progress)),
    rebuild: (chosen, progress) => rebuildViews(rebuilding(chosen, progress)),
    stop: async () => {
      await Promise.all(subscriptions.map(({ stop }) => stop()));
      await appender.stop();
      await commits.stop();
    },
  };
};
