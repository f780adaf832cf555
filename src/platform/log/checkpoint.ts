import { escapeLiteral } from 'pg';
import type { AppendId, Place } from '#platform/log/event-log';
import type { Executor } from '#platform/postgres/sql';

export type StoredPlace = { readonly position: number; readonly append: AppendId | null };

/** The place in a stored row; position 0 where there is none. */
export const placeOf = (row: StoredPlace | undefined): Place => ({
  position: row?.position ?? 0,
  append: row?.append ?? undefined,
});

export const readCheckpoint = async (executor: Executor, subscriber: string): Promise<Place> => {
  const { rows } = await executor.query<StoredPlace>({
    name: 'log-checkpoint',
    text: 'select position, append from log.checkpoint where subscriber = $1',
    values: [subscriber],
  });
  return placeOf(rows[0]);
};

/** Statements without parameters: they travel with the begin and the commit of a transaction. */
export const lockCheckpoint = (subscriber: string): string =>
  `select position, append from log.checkpoint where subscriber = ${escapeLiteral(subscriber)} for update`;

export const moveCheckpoint = (subscriber: string, { position, append }: Place): string =>
  `update log.checkpoint set position = ${position}, append = ${append === undefined ? 'null' : escapeLiteral(append)}
   where subscriber = ${escapeLiteral(subscriber)}`;

export const firstCheckpoint = async (executor: Executor, subscriber: string): Promise<Place> => {
  await executor.query('insert into log.checkpoint (subscriber, position) values ($1, 0) on conflict do nothing', [subscriber]);
  return placeOf((await executor.query<StoredPlace>(lockCheckpoint(subscriber))).rows[0]);
};

/** Puts a checkpoint that exists at a place. */
export const putCheckpoint = async (executor: Executor, subscriber: string, place: Place): Promise<void> => {
  await executor.query(moveCheckpoint(subscriber, place));
};

/** Moves a subscriber to the first event, so that it handles all of them again, or to the newest, so that it handles what comes. */
export const resetCheckpoint = async (executor: Executor, subscriber: string, to: 'first' | 'newest'): Promise<boolean> => {
  const { rowCount } = await executor.query(
    `update log.checkpoint c set position = p.position, append = p.append
     from (select 0 as position, null::uuid as append where $2 = 'first' union all select position, append from log.head where $2 = 'newest') p
     where c.subscriber = $1`,
    [subscriber, to],
  );
  return rowCount === 1;
};
