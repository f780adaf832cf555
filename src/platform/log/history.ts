import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool } from 'pg';
import { Rejection } from '#kernel/rejection';
import type { AppendId, Place } from '#platform/log/event-log';
import type { Log } from '#platform/service';

/** The time in which this process has known one history of the log. */
export type Era = { readonly isPast: boolean };

/** Watches that the log is still the one that this process remembers. */
export type History = {
  /** This process has seen the event at a place. */
  readonly saw: (place: Place) => void;
  /** The newest place that it has seen. The log must have it before anything is appended behind it. */
  readonly seen: () => Place;
  /** Compares what was last seen with the log. False: the log had another history; what depends on the old one was dropped. */
  readonly check: () => Promise<boolean>;
  readonly era: () => Era;
  /** Does work that rests on what was read of the log, such as an event or a step that is due. */
  readonly within: <T>(work: () => Promise<T>) => Promise<T>;
  /** Throws in work that rests on a history which is not that of the log any more. */
  readonly assertCurrent: () => void;
};

type Row = { readonly position: number; readonly append: AppendId | null; readonly seen: AppendId | null };

/** What was under way when the log turned out to have another history must not be written into that one. */
export const restored = (cause?: unknown): Rejection =>
  new Rejection(
    'busy',
    'log.restored',
    'The database was restored from an older copy while this was under way. Try again.',
    cause === undefined ? {} : { cause },
  );

/** `onOther` drops everything that was remembered of the log. */
export const createHistory = (pool: Pool, log: Log, onOther: () => void): History => {
  let newest: Place = { position: 0, append: undefined };
  let era = { isPast: false };
  const eras = new AsyncLocalStorage<Era>();

  const saw = (place: Place) => {
    if (place.position > newest.position) newest = place;
  };

  const begin = (head: Place, remembered: Place) => {
    era.isPast = true;
    era = { isPast: false };
    newest = head;
    log.warn(
      { remembered: remembered.position, head: head.position },
      'The log has another history than this process remembers: the database was restored or replaced. Memory is dropped.',
    );
    onOther();
  };

  return {
    saw,
    seen: () => newest,
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
      else begin(head, remembered);
      return isSame;
    },
    era: () => era,
    within: (work) => eras.run(eras.getStore() ?? era, work),
    assertCurrent: () => {
      if (eras.getStore()?.isPast === true) throw restored();
    },
  };
};
