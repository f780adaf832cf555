import type { Pool } from 'pg';
import type { Event } from '#kernel/event';
import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import { Conflict, KeyUsed, streamKey, type Write } from '#platform/log/append';
import type { Appender } from '#platform/log/appender';
import type { After, AppendId, Decided, Events, Folded, Meta, States as StatesOf, Subjects } from '#platform/log/event-log';
import { remembered } from '#platform/log/idempotency';
import { type Loaded, type Read, type States, streamOf, type Wanted } from '#platform/log/states';
import type { Turns } from '#platform/log/turns';

export type DecideOptions = {
  readonly pool: Pool;
  readonly states: States;
  readonly append: Appender['append'];
  readonly turns: Turns;
  readonly ahead: Ahead;
  readonly clock: () => Date;
  readonly newAppendId: () => AppendId;
  /** Throws in work that rests on a history which is not that of the log any more. */
  readonly assertCurrent: () => void;
};

/** States that are decided and not committed yet, by stream: the next in turn decides on them, and commits directly behind them or not at all. */
export type Ahead = Map<string, { readonly state: Loaded; readonly settled: Promise<unknown> }>;

// Decisions of one process take turns on a stream they have lost, so further attempts are lost to other processes and newcomers only. Of 200 increments from two processes, 8 attempts let one in ten runs give up; 30 let none.
const mostAttempts = 30;

/** `events.decide` for the calls of one caller. */
export const createDecide = (
  { pool, states, append, turns, ahead, clock, newAppendId, assertCurrent }: DecideOptions,
  caller: Caller,
): Events['decide'] => {
  const { tenant } = caller;
  const meta = metaOf(caller);
  let keyed = 0;

  // The first decision of a call stands under the caller's key, further ones under keys made from it. Where the call has effects
  // behind its first decision, all of them do: the caller's own key is answered by the gate, when the last effect has happened.
  const nextKey = (): string | undefined => {
    if (caller.key === undefined) return undefined;
    keyed++;
    return keyed === 1 && caller.effects !== 'many' ? caller.key : `${caller.key} ${keyed}`; // no client can send a blank
  };

  return async (given, decision, answer, options) => {
    const key = nextKey();
    const confirm = options?.confirm;
    const lost = new Set<string>(); // streams to have the turn on: others were faster to write them, or will be

    for (let attempt = 1; attempt <= mostAttempts; attempt++) {
      const subjects = typeof given === 'function' ? await given() : given;
      const wanted = flat(subjects);
      const inTurn = options?.inTurn === true;
      if (inTurn) for (const each of wanted) lost.add(streamOf(each));
      const release = await turns(tenant, lost);
      let writes: readonly Write[] = [];
      let leave = () => {};
      try {
        const decided = await decideOn(wanted, subjects, decision, {
          read: attempt > 1 ? 'further' : 'known',
          inTurn,
          isKeyed: key !== undefined,
        });
        const at = clock();
        const id = newAppendId();
        const after = decided.map(({ loaded, events }) => states.after(loaded, events, { at, append: id }));
        const outcome = shaped(subjects, after.map(folded)) as After<typeof subjects>; // the seam: `shaped` keeps the subjects' shape
        const result = (answer ? answer(outcome) : outcome) as never; // what the caller's `answer` makes, or After<S> without one
        if (key === undefined && decided.every(({ events }) => events.length === 0)) return result;
        writes = writesOf(decided);
        assertCurrent();
        const appending = append({
          id,
          tenant,
          meta,
          at,
          writes,
          ...(key === undefined ? {} : { key: { key, fingerprint: caller.fingerprint ?? '', answer: result } }),
          ...(confirm ? { confirm: (sql) => confirm(subjects, sql) } : {}),
        });
        if (inTurn) {
          leave = goAhead(
            after.filter((_, index) => (decided[index]?.events.length ?? 0) > 0),
            appending,
          );
          release(); // the next in turn goes on from here, and joins the same commit
        }
        await appending;
        for (const [index, { loaded }] of decided.entries()) states.keep(tenant, loaded, after[index] ?? loaded);
        return result;
      } catch (error) {
        if (error instanceof Rejection && error.code === 'log.restored') {
          assertCurrent();
          continue; // a request of its own: decided again, on the history that there is now
        }
        if (error instanceof KeyUsed && key !== undefined) return (await recall(key)) as never; // what `answer` made then
        if (error instanceof Rejection && key !== undefined) return (await recallOr(key, error)) as never; // as above
        if (!(error instanceof Conflict)) throw error;
        for (const { stream, events } of writes) if (events.length > 0 && error.streams.includes(stream)) lost.add(stream);
      } finally {
        leave();
        release();
      }
    }
    throw new Rejection('busy', 'log.contended', 'Others keep changing the same thing at the same time. Try again.');
  };

  async function decideOn<S extends Subjects>(
    wanted: readonly Asked[],
    subjects: S,
    decision: (now: StatesOf<S>) => Decided<S>,
    how: { readonly read: Read; readonly inTurn: boolean; readonly isKeyed: boolean },
  ): Promise<readonly Outcome[]> {
    const committed = await states.load(tenant, wanted, how.read);
    const leading = how.inTurn ? committed.map((each) => leadOver(each)) : [];
    const loaded = committed.map((each, index) => leading[index]?.state ?? each);
    const hasLead = leading.some(Boolean);
    // Memory may be behind another process, and a lead ahead of what will be. An append finds that out. Where nothing is appended, the database
    // is asked: for what was added, or, where the answer is kept under a key, for all that leads to the state.
    const isRead = !hasLead && (how.read !== 'known' || committed.every(({ cached }) => !cached));
    const isFolded = !hasLead && committed.every(({ cached }) => !cached);
    const again = async (read: Read) => {
      await Promise.all(leading.flatMap((lead) => lead?.settled ?? []));
      return decideOn(wanted, subjects, decision, { ...how, read });
    };
    try {
      checkRevisions(wanted, loaded);
      const now = shaped(
        subjects,
        loaded.map(({ state }) => state),
      ) as StatesOf<S>; // the seam, as above
      const outcomes = outcomesOf(loaded, eventsOf(subjects, decision(now)));
      if (outcomes.some(({ events }) => events.length > 0)) return outcomes;
      if (how.isKeyed) return isFolded ? outcomes : await again('stored');
      return isRead ? outcomes : await again('further');
    } catch (error) {
      if (error instanceof Rejection && !isRead) return again('further');
      throw error;
    }
  }

  function leadOver({ stream, version }: Loaded) {
    const lead = ahead.get(streamKey(tenant, stream));
    return lead !== undefined && lead.state.version > version ? lead : undefined;
  }

  /** Lets others go on from states that are being appended. The answer ends that. */
  function goAhead(after: readonly Loaded[], appending: Promise<unknown>): () => void {
    const settled = appending.catch(() => undefined);
    const own = after.map((state) => [streamKey(tenant, state.stream), { state, settled }] as const);
    for (const [key, lead] of own) ahead.set(key, lead);
    return () => {
      for (const [key, lead] of own) if (ahead.get(key) === lead) ahead.delete(key);
    };
  }

  /** A no may only mean that the same request has taken effect meanwhile. */
  async function recallOr(key: string, no: Rejection): Promise<unknown> {
    if (await remembered(pool, tenant, key)) return recall(key);
    throw no;
  }

  async function recall(key: string): Promise<unknown> {
    const before = await remembered(pool, tenant, key);
    if (!before || before.fingerprint !== (caller.fingerprint ?? ''))
      throw new Rejection('invalid', 'idempotency.other-request', 'This Idempotency-Key was used for another request.');
    return before.answer;
  }
};

type Asked = Wanted & { readonly revision?: number | undefined };
type Outcome = { readonly loaded: Loaded; readonly events: readonly Event[] };

export const metaOf = ({ actor, peer, correlation, causation, trace, from }: Caller): Meta => ({
  actor,
  ...(peer === undefined ? {} : { peer: peer.name }),
  correlation,
  ...(causation === undefined ? {} : { causation }),
  ...(trace === undefined ? {} : { trace }),
  ...(from === undefined ? {} : { from }),
});

const flat = (subjects: Subjects): readonly Asked[] =>
  Object.values(subjects).flatMap((subject): readonly Asked[] => {
    const [model, ids, options] = subject;
    if (typeof ids !== 'string') return ids.map((id) => ({ model, id }));
    return [{ model, id: ids, ...options }];
  });

/** Puts one value per stream back into the shape of the subjects. */
const shaped = <T>(subjects: Subjects, values: readonly T[]): Readonly<Record<string, T | readonly T[]>> => {
  let next = 0;
  return Object.fromEntries(
    Object.entries(subjects).map(([name, [, ids]]) => {
      const count = typeof ids === 'string' ? 1 : ids.length;
      const own = values.slice(next, (next += count));
      return [name, typeof ids === 'string' ? (own[0] as T) : own]; // there is a value for each id
    }),
  );
};

/** The decided events, one list per stream, in the order of `flat`. */
const eventsOf = (subjects: Subjects, decided: Readonly<Record<string, unknown>>): readonly (readonly Event[])[] =>
  Object.entries(subjects).flatMap(([name, [, ids]]) => {
    const own = (decided[name] ?? []) as readonly Event[] | readonly (readonly Event[])[]; // by the type of Decided
    return typeof ids === 'string' ? [own as readonly Event[]] : ids.map((_, index) => (own[index] ?? []) as readonly Event[]);
  });

const outcomesOf = (loaded: readonly Loaded[], events: readonly (readonly Event[])[]): readonly Outcome[] =>
  loaded.map((each, index) => ({ loaded: each, events: events[index] ?? [] }));

/** One write per stream: a stream that stands among the subjects twice is written by the one that has events, else guarded once. */
const writesOf = (outcomes: readonly Outcome[]): readonly Write[] => {
  const writes = new Map<string, Write>();
  for (const {
    loaded: { stream, version, append },
    events,
  } of outcomes) {
    const before = writes.get(stream);
    if (before && before.events.length > 0 && events.length > 0) throw new Error(`A decision wrote to ${stream} twice.`);
    if (!before || events.length > 0) writes.set(stream, { stream, expected: version, behind: append, events });
  }
  return [...writes.values()];
};

const checkRevisions = (wanted: readonly Asked[], loaded: readonly Loaded[]) => {
  for (const [index, { revision }] of wanted.entries())
    if (revision !== undefined && loaded[index]?.version !== 0 && loaded[index]?.version !== revision)
      throw new Rejection(
        'stale',
        'revision.stale',
        `This has changed since revision ${revision}: it is now at ${loaded[index]?.version}.`,
      );
};

const folded = ({ id, state, version, createdAt, changedAt }: Loaded): Folded<unknown> => ({
  id,
  state,
  version,
  ...(createdAt === undefined ? {} : { createdAt }),
  ...(changedAt === undefined ? {} : { changedAt }),
});
