import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import { command, type Feature } from '#platform/feature';
import { otherHistory, readFeedContract } from '#platform/feed/read-feed';
import type { AppendId, Place } from '#platform/log/event-log';
import type { EventLog } from '#platform/log/log';
import { callAt, type Peer, type Peers } from '#platform/peer';
import type { Sql } from '#platform/postgres/sql';

/** An operator's answer to a peer whose log has another history: go on where the two histories part. */
export const resetFeed = (
  peers: Peers,
  { adoptedThrough, resetAdopted }: Pick<EventLog, 'adoptedThrough' | 'resetAdopted'>,
): Feature =>
  command({
    name: 'platform.resetFeed',
    summary:
      'Goes on taking over the events of a context whose log has another history, from the last event that both know. Returns how many events taken over before no longer exist there: they stay in this log. To be rid of them, start this process on an empty database.',
    access: 'platform:admin',
    public: true,
    effects: 'many', // beside the log
    installation: true,
    deadline: 600_000,
    input: t.Object({ context: t.String({ description: 'the context whose events are taken over' }) }),
    output: t.Object({ from: t.Integer({ description: 'position in the log of that context' }), gone: t.Integer() }),
    run: async ({ context }, { sql, caller }) => {
      const peer = Object.hasOwn(peers, context) ? peers[context] : undefined;
      found(peer !== undefined, 'platform.no-peer', `${context} does not run at a peer.`);
      const taken = await placesOf(sql, context);
      const places = [...taken, await adoptedThrough(context)];
      const known = await lastKnown(places, (place) => isKnownAt(peer, context, place, caller));
      const from = places[known] ?? { position: 0, append: undefined };
      await resetAdopted(context, from);
      return { from: from.position, gone: taken.filter(({ position }) => position > from.position).length };
    },
  });

/** Where in the log of its context each event that was taken over stands. */
const placesOf = async (sql: Sql, context: string): Promise<readonly Place[]> => {
  const rows = await sql<{ readonly position: number; readonly append: AppendId | null }>`
    select split_part(meta ->> 'source', '@', 2)::bigint as position, meta ->> 'sourceAppend' as append from log.event
    where split_part(meta ->> 'source', '@', 1) = ${context} order by position`;
  return rows.map(({ position, append }) => ({ position, append: append ?? undefined }));
};

/** Histories part once, so what is known comes before what is not. Returns the index of the last place known, -1 where there is none. */
const lastKnown = async (places: readonly Place[], isKnown: (place: Place) => Promise<boolean>): Promise<number> => {
  let [known, unknown] = [-1, places.length];
  while (unknown - known > 1) {
    const middle = Math.floor((known + unknown) / 2);
    const place = places[middle];
    if (place !== undefined && (await isKnown(place))) known = middle;
    else unknown = middle;
  }
  return known;
};

const isKnownAt = async (peer: Peer, context: string, { position, append }: Place, caller: Caller): Promise<boolean> => {
  try {
    await callAt(peer, readFeedContract, { context, after: position, ...(append && { append }), limit: 1, wait: 0 }, caller);
    return true;
  } catch (error) {
    if (error instanceof Rejection && error.code === otherHistory) return false;
    throw error;
  }
};
