import type { Pool } from 'pg';
import type { AppendId, Place } from '#platform/log/event-log';
import type { Log } from '#platform/service';

/** Watches that the log is still the one that this process remembers. */
export type History = {
  /** This process has seen the event at a place. */
  readonly saw: (place: Place) => void;
  /** Compares what was last seen with the log. False: the log had another history; what depends on the old one was dropped. */
  readonly check: () => Promise<boolean>;
};

type Row = { readonly position: number; readonly append: AppendId | null; readonly seen: AppendId | null };

/** `onOther` drops everything that was remembered of the log. */
export const createHistory = (pool: Pool, log: Log, onOther: () => void): History => {
  let newest: Place = { position: 0, append: undefined };

  const saw = (place: Place) => {
    if (place.position > newest.position) newest = place;
  };

  return {
    saw,
    check: async () => {
      const remembered = newest;
      const { rows } = await pool.query<Row>({
        name: 'log-history',
        text: 'select h.position, h.append, (select append from log.event where position = $1) as seen from log.head h',
        values: [remembered.position],
      });
      const [row] = rows;
      const head: Place = { position: row?.position ?? 0, append: row?.append ?? undefined };
      const isSame = remembered.position <= head.position && (remembered.append === undefined || remembered.append === row?.seen);
      if (isSame) saw(head);
      else {
        newest = head;
        log.warn(
          { remembered: remembered.position, head: head.position },
          'The log has another history than this process remembers: the database was restored or replaced. Memory is dropped.',
        );
        onOther();
      }
      return isSame;
    },
  };
};
