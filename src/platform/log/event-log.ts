import type { Brand } from '#kernel/brand';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import type { Sealed } from '#kernel/sealed';
import type { Sql } from '#platform/postgres/sql';

/** A random UUID that names one append forever: where two histories have different events at the same place, it differs. */
export type AppendId = Brand<string, 'AppendId'>;

/** A position, with the append that wrote the event there: undefined at 0, and for events stored before appends had ids. */
export type Place = { readonly position: number; readonly append: AppendId | undefined };

/** Who caused an event, and why. */
export type Meta = {
  readonly actor: string;
  readonly correlation: string;
  readonly causation?: string;
  readonly trace?: string;
  /** The peer that made the call on behalf of the actor. */
  readonly peer?: string;
  /** The network address that it was caused from, sealed. */
  readonly from?: Sealed;
  /** `<context>@<position>`: it was taken over from the log of another process. */
  readonly source?: string;
  /** The append that wrote it there. */
  readonly sourceAppend?: AppendId | undefined;
};

/** An event as the log keeps it. Positions are dense and in commit order; versions count from 1 in each stream. */
export type Recorded<E extends Event = Event> = E & {
  readonly position: number;
  readonly tenant: string;
  /** `<model>-<id>` */
  readonly stream: string;
  readonly version: number;
  readonly meta: Meta;
  /** ISO 8601, UTC. */
  readonly recordedAt: string;
  /** The append that wrote it; undefined for events stored before appends had ids. */
  readonly append: AppendId | undefined;
};

/** An event that is being appended: folded into the views before it gets its position. */
export type Fact<E extends Event = Event> = Omit<Recorded<E>, 'position'>;

/** What an event of an earlier shape means today, by its stored type: one stored event becomes one or more. */
export type Upcasters = Readonly<Record<string, (data: never) => readonly Event[]>>;

/** A folded stream. Version 0: nothing has happened yet. */
export type Folded<State> = {
  readonly id: string;
  readonly state: State;
  readonly version: number;
  /** ISO 8601, UTC; absent at version 0. */
  readonly changedAt?: string;
  readonly createdAt?: string;
};

/** A model of whatever state and events: `evolve` takes its arguments, so the widest of its types asks for nothing. */
export type AnyModel = Omit<Model<unknown, never>, 'evolve'> & { readonly evolve: (state: never, event: never) => unknown };

/** A stream that a decision reads and may add to. With many ids, the decision gets and returns one entry per id. */
type AnySubject =
  | readonly [AnyModel, string, { readonly revision?: number | undefined }?]
  | readonly [AnyModel, readonly string[]];

export type Subjects = Readonly<Record<string, AnySubject>>;

type StateOf<S> = S extends readonly [Model<infer State, infer _>, ...unknown[]] ? State : never;
type EventOf<S> = S extends readonly [Model<infer _, infer E>, ...unknown[]] ? E : never;
type IsMany<S> = S extends readonly [unknown, readonly string[]] ? true : false;

export type States<S extends Subjects> = {
  readonly [K in keyof S]: IsMany<S[K]> extends true ? readonly StateOf<S[K]>[] : StateOf<S[K]>;
};
export type Decided<S extends Subjects> = {
  readonly [K in keyof S]?: IsMany<S[K]> extends true ? readonly (readonly EventOf<S[K]>[])[] : readonly EventOf<S[K]>[];
};
export type After<S extends Subjects> = {
  readonly [K in keyof S]: IsMany<S[K]> extends true ? readonly Folded<StateOf<S[K]>>[] : Folded<StateOf<S[K]>>;
};

/** A moment in the past: a position of the log, a version of the stream, or a time (ISO 8601). */
export type AsOf = { readonly position: number } | { readonly version: number } | { readonly time: string };

/** The log as a feature sees it: bound to the caller's tenant, identity and idempotency key. */
export type Events = {
  /**
   * Repository, unit of work and optimistic lock in one: loads the subjects, runs the pure decision, appends its events in one
   * transaction with all views. Every subject is guarded, also those that got no event. A conflict reloads and decides again, a
   * few times, then rejects as `stale`. `answer` is what the command answers; it is kept with the caller's idempotency key, in
   * the same transaction, so it must be JSON. Without `answer`, the states after.
   *
   * `subjects` may be a function: it is then evaluated anew for every attempt.
   * `confirm` runs inside the transaction, after the streams are locked; false means "look again".
   * `inTurn`: many want the same streams at the same time, so the decision waits for its turn on them, and goes on from what the one before
   * it has decided without waiting for its commit: they are committed together, or the later ones are decided again.
   */
  readonly decide: <S extends Subjects, A = After<S>>(
    subjects: S | (() => Promise<S>),
    decision: (now: States<S>) => Decided<S>,
    answer?: (after: After<S>) => A,
    options?: { readonly confirm?: (subjects: S, sql: Sql) => Promise<boolean>; readonly inTurn?: true },
  ) => Promise<A>;

  /** The state of one stream, now or at a moment in the past. */
  readonly read: <State, E extends Event>(model: Model<State, E>, id: string, asOf?: AsOf) => Promise<Folded<State>>;

  /** Many streams in one statement, in the order of the ids. */
  readonly readMany: <State, E extends Event>(
    model: Model<State, E>,
    ids: readonly string[],
  ) => Promise<readonly Folded<State>[]>;

  /** The events of one stream, oldest first. Throws `OtherHistory` where another append than the one given wrote the event at `after`. */
  readonly history: <E extends Event>(
    model: Model<unknown, E> | { readonly name: string },
    id: string,
    page?: { readonly after?: number; readonly append?: AppendId | undefined; readonly limit?: number },
  ) => Promise<readonly Recorded<E>[]>;

  /** The newest position of the log: everything up to it is committed and folded into the views. */
  readonly position: () => Promise<number>;
};
