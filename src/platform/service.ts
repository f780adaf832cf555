import type { Event } from '#kernel/event';
import type { Caller } from '#platform/caller';
import type { Ports } from '#platform/feature';
import type { Recorded } from '#platform/log/event-log';
import type { Sql } from '#platform/postgres/sql';

export type Subscription = {
  /** How far everything has been handled, as far as this process knows. */
  readonly position: () => number;
  /**
   * Resolves when everything up to a position (the head at the time of the call, unless told) has been handled, at the stop,
   * or when so many milliseconds have gone by.
   */
  readonly caughtUp: (until?: { readonly through?: number; readonly within?: number }) => Promise<void>;
  readonly stop: () => Promise<void>;
};

export type Turn = {
  readonly sql: Sql;
  /** No other process has handled anything for the subscriber since this one did. */
  readonly isAlone: boolean;
};

/** Batches of events in order of position; the checkpoint moves in the transaction that `sql` writes in. */
export type Subscriber<E extends Event = Event> = {
  /** `context.name`, for ever: the checkpoint hangs on it. */
  readonly name: `${string}.${string}`;
  readonly on: readonly E['type'][];
  /** Most events in one batch. Default 500. */
  readonly batch?: number;
  /** Least milliseconds from one batch to the next: under load few large batches instead of many small ones. Default none. */
  readonly every?: number;
  readonly handle: (events: readonly Recorded<E>[], transaction: Turn) => Promise<void>;
};

/** What a long-running part of a context may use. It acts for any tenant, so it names a caller for each call. */
export type ServicePorts = {
  readonly sql: Sql;
  readonly as: (caller: Pick<Caller, 'tenant' | 'actor'> & Partial<Caller>) => Ports;
  readonly subscribe: <E extends Event>(subscriber: Subscriber<E>) => Subscription;
  /** Calls back after every commit seen by this process (its own at once, others' within a poll), until the signal aborts. */
  readonly onCommit: (listener: (position: number) => void) => () => void;
  /** Calls back when the log turns out to have another history, as after a restore: what a service remembers of it is to be dropped. */
  readonly onOtherHistory: (listener: () => void) => () => void;
  readonly position: () => Promise<number>;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

export type Log = {
  readonly info: (fields: object, message: string) => void;
  readonly warn: (fields: object, message: string) => void;
  readonly error: (fields: object, message: string) => void;
};

/** A part of a context that runs in the background from start to stop. */
export type Service = {
  readonly name: string;
  readonly start: (ports: ServicePorts) => Promise<{ readonly stop: () => Promise<void> }>;
};
