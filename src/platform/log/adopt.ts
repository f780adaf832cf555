import type { Pool } from 'pg';
import type { Chunk } from '#platform/log/read';
import { recordValues, streamKey } from '#platform/log/append';
import { putCheckpoint, readCheckpoint } from '#platform/log/checkpoint';
import type { AppendId, Fact, Place, Recorded } from '#platform/log/event-log';
import { pipelined, recordText, reserveText } from '#platform/log/transact';
import type { Statement } from '#platform/log/write-views';
import { inTransaction } from '#platform/postgres/transaction';

/** Events of another log that follow on a position there. */
export type Page = Pick<Chunk, 'events' | 'through' | 'append'> & {
  /** Whose they are. How far they have come is kept under this name. */
  readonly source: string;
  readonly after: number;
};

export type AdoptOptions = {
  readonly pool: Pool;
  readonly fold: (facts: readonly Fact[]) => readonly Statement[];
  readonly seen: () => Place;
  readonly announce: boolean;
  readonly newAppendId: () => AppendId;
  readonly committed: (events: readonly Recorded[]) => void;
};

/** How far the log of a source has been taken in, and which append of that log wrote the event there. */
export const adoptedThrough = (pool: Pool, source: string): Promise<Place> => readCheckpoint(pool, checkpointOf(source));

/** Goes on taking a source in from another place. */
export const resetAdopted = (pool: Pool, source: string, place: Place): Promise<void> =>
  putCheckpoint(pool, checkpointOf(source), place);

/**
 * The inbox: takes events of another log into this one, in its order, with all views. How far they have come is told in the same
 * transaction, so that each event arrives exactly once, however often its page is sent. False: the page does not follow on what is here.
 */
export const adopt = async ({ source, after, through, append, events }: Page, options: AdoptOptions): Promise<boolean> => {
  const outcome = await inTransaction(options.pool, async (client) => {
    const name = checkpointOf(source);
    if (after === 0)
      await client.query('insert into log.checkpoint (subscriber, position) values ($1, 0) on conflict do nothing', [name]);
    const moved = await client.query(
      'update log.checkpoint set position = $3, append = $4 where subscriber = $1 and position = $2',
      [name, after, through, append],
    );
    if (moved.rowCount === 0) return undefined;
    if (events.length === 0) return [];
    const id = options.newAppendId();
    const streams = [...Map.groupBy(events, ({ tenant, stream }) => streamKey(tenant, stream)).entries()].toSorted(([a], [b]) =>
      a < b ? -1 : 1,
    );
    const reserved = await client.query<{ readonly versions: readonly number[] }>(reserveText, [
      streams.map(([, [first]]) => first?.tenant),
      streams.map(([, [first]]) => first?.stream),
      streams.map(() => -1), // whatever version they are at
      streams.map(([, own]) => own.length),
      streams.map(() => null),
      streams.map(() => id),
      ...keyless,
    ]);
    const versions = new Map(streams.map(([key], index) => [key, reserved.rows[0]?.versions[index] ?? 0]));
    const facts = events.map((event) => ({ ...factOf(event, source, versions), append: id }));
    const recording = { text: recordText, values: recordValues(facts, options.seen(), options.announce) };
    const results = await pipelined(client, [...options.fold(facts), recording]);
    const first = Number(results.at(-1)?.rows[0]?.newest) - facts.length + 1;
    return facts.map((fact, index) => ({ ...fact, position: first + index }));
  });
  if (outcome) options.committed(outcome);
  return outcome !== undefined;
};

const keyless = [[], [], [], [], [], []];

const checkpointOf = (source: string): string => `feed.${source}`;

/** The event as one of this log: the next of its stream here, with a note of where it comes from. */
const factOf = (
  { position, append, ...event }: Recorded,
  source: string,
  versions: Map<string, number>,
): Omit<Fact, 'append'> => {
  const key = streamKey(event.tenant, event.stream);
  const version = (versions.get(key) ?? 0) + 1;
  versions.set(key, version);
  return { ...event, version, meta: { ...event.meta, source: `${source}@${position}`, sourceAppend: append } };
};
