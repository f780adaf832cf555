import type { Fact } from '#platform/log/event-log';
import { type Pending, pendingRows } from '#platform/log/pending-rows';
import type { View } from '#platform/view';

type Handle = (event: Fact, rows: object) => void;

/** The writes that some events make in one table: at most one change per key, to be applied in the order of the fields. */
export type Writes = { readonly view: View } & Pending;

export type Folding = {
  readonly take: (events: readonly Fact[]) => void;
  /** The sum of what was taken, in the order of the views; nothing of a view that no event has touched. */
  readonly writes: () => readonly Writes[];
};

/** Folds events into writes, view by view. Pure: the same events give the same writes, one by one or in batches of any size. */
export const folding = (views: readonly View[]): Folding => {
  const tables = views.map((view) => ({ view, rows: pendingRows(view) }));
  return {
    take: (events) => {
      // The seam: a handler takes the event of the type it stands under, and writes the rows of its own table.
      for (const { view, rows } of tables)
        for (const event of events) {
          const handle = view.on[event.type] as Handle | undefined; // the seam: it takes the event of the type it stands under, and writes its own rows
          handle?.(event, rows.of(event.tenant));
        }
    },
    writes: () => tables.flatMap(({ view, rows }) => rows.pending().map((pending) => ({ view, ...pending }))),
  };
};

/** The writes of one batch. */
export const foldViews = (views: readonly View[], events: readonly Fact[]): readonly Writes[] => {
  const batch = folding(views);
  batch.take(events);
  return batch.writes();
};
