import type { Pool } from 'pg';
import type { Caller } from '#platform/caller';
import type { Ports } from '#platform/feature';
import { discardDeadLetter, hasLetters, heldStreams, layAside, lettersOf } from '#platform/log/dead-letters';
import type { Recorded } from '#platform/log/event-log';
import { isOutage } from '#platform/postgres/outage';
import { mostIdle } from '#platform/postgres/pool';
import { type Sql, sqlOn } from '#platform/postgres/sql';
import { inTransaction } from '#platform/postgres/transaction';
import type { Reaction } from '#platform/reaction';
import type { Subscriber } from '#platform/service';
import { stopwatch } from '#platform/stopwatch';

/** The ports of a call that the platform makes in somebody's name. */
export type As = (caller: Pick<Caller, 'tenant' | 'actor'> & Partial<Caller>) => Ports;

export type ReactOptions = { readonly as: As; readonly wait: (milliseconds: number) => Promise<void> };

const tries = 3;

/** A reaction as a subscriber. An event that keeps failing is laid aside, and what follows in its stream behind it. */
export const reactionSubscriber = (reaction: Reaction, options: ReactOptions): Subscriber => {
  let isClear = false; // no event is laid aside; whoever lays one aside has had the turn
  const handle: Subscriber['handle'] = async (events, { sql, isAlone }) => {
    if (!isAlone || !isClear) isClear = !(await hasLetters(sql, reaction.name));
    const held = isClear ? new Set<string>() : await heldStreams(sql, reaction.name, events);
    const assertTurn = turnOf(sql);
    const runInOrder = async (lane: readonly Recorded[]) => {
      for (const event of lane) {
        await assertTurn();
        const stream = `${event.tenant}\u0000${event.stream}`;
        const error = held.has(stream) ? null : await attempt(reaction, event, options);
        if (error === undefined) continue;
        held.add(stream);
        isClear = false;
        await layAside(sql, reaction.name, event, error);
      }
    };
    const lanes = Map.groupBy(events, (event) => reaction.lane?.(event as never) ?? ''); // the seam: `on` names the types that `lane` takes
    await Promise.all([...lanes.values()].map(runInOrder));
  };
  return { name: reaction.name, on: reaction.on, batch: 100, handle };
};

/** Throws when the turn may have ended while this process hung, and has: another one then handles the same events. */
const turnOf = (sql: Sql): (() => Promise<void>) => {
  let age = stopwatch();
  return async () => {
    if (age() < mostIdle / 2) return;
    const since = stopwatch();
    await sql`select 1 as here`;
    age = since;
  };
};

/** Runs the reaction a few times. Answers with the last error; undefined when it went well. An outage is nobody's fault: it throws. */
const attempt = async (reaction: Reaction, event: Recorded, { as, wait }: ReactOptions): Promise<string | undefined> => {
  for (let count = 1; ; count++) {
    try {
      await reaction.run(event as never, as(callerFor(reaction, event))); // the seam: `on` names the types that `run` takes
      return undefined;
    } catch (error) {
      if (isOutage(error)) throw error;
      if (count === tries) return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      await wait(20 * 4 ** count);
    }
  }
};

/** Acts in the event's tenant and chain; the key makes what it does take effect once, however often the event is handed over. */
const callerFor = ({ name }: Reaction, { tenant, stream, version, position, meta }: Recorded) => ({
  tenant,
  actor: name,
  correlation: meta.correlation,
  causation: `${stream}@${version}`,
  key: `${name}@${position}`,
  ...(meta.trace === undefined ? {} : { trace: meta.trace }),
});

/** Tries the dead letters of a stream again, in order, up to the first that fails. Answers how many went through, and how many are left. */
export const resubmit = (
  pool: Pool,
  reaction: Reaction,
  { tenant, stream }: { readonly tenant: string; readonly stream: string },
  options: ReactOptions,
): Promise<{ readonly done: number; readonly left: number }> =>
  inTransaction(pool, async (client) => {
    const sql = sqlOn(client);
    const letters = await lettersOf(sql, reaction.name, tenant, stream);
    for (const [done, { recorded_at, ...letter }] of letters.entries()) {
      const error = await attempt(reaction, { ...letter, recordedAt: recorded_at.toISOString() }, options);
      if (error !== undefined) {
        await sql`update log.dead_letter set error = ${error} where subscriber = ${reaction.name} and position = ${letter.position}`;
        return { done, left: letters.length - done };
      }
      await discardDeadLetter(sql, { subscriber: reaction.name, position: letter.position, tenant });
    }
    return { done: letters.length, left: 0 };
  });
