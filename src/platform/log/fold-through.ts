import type { Pool } from 'pg';
import { ahead } from '#platform/ahead';
import type { Upcasters } from '#platform/log/event-log';
import { type Folding, folding, type Writes } from '#platform/log/fold';
import { readSlice } from '#platform/log/read';
import { type Columns, writeStatements } from '#platform/log/write-views';
import type { Executor } from '#platform/postgres/sql';
import type { View } from '#platform/view';

export type RebuildOptions = {
  readonly pool: Pool;
  /** In the order in which appends write them. */
  readonly views: readonly View[];
  readonly columns: Columns;
  readonly upcasters: Upcasters;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly progress?: (position: number, head: number) => void;
  readonly portion?: Portion;
};

/** How much is folded in memory before its rows are written. */
export type Portion = {
  /** Events read at a time. */
  readonly slice: number;
  /** Bytes of events, as stored. */
  readonly bytes: number;
};

const usual: Portion = { slice: 5_000, bytes: 64 * 2 ** 20 };

/** The table that a view is rebuilt in. */
export const beside = (view: string): string => `${view}__rebuild`;

type Way = { readonly from: Executor; readonly after: number; readonly head: number };

/**
 * Folds the events after a position up to the head in portions that memory holds, so that of all that happens to a row in a portion only
 * the sum is written: while one portion is being written, the next is folded, and the slice after that read.
 */
export const foldThrough = async (
  { from, after, head }: Way,
  { views, upcasters, progress, portion = usual }: RebuildOptions,
  write: (writes: readonly Writes[]) => Promise<void>,
): Promise<void> => {
  const types = [...new Set(views.flatMap(({ on }) => Object.keys(on)))];
  const read = (behind: number) => readSlice(from, { after: behind, through: head, types, limit: portion.slice }, upcasters);
  let next = after < head ? ahead(read(after)) : undefined;
  let folded: Folding = folding(views);
  let bytes = 0;
  let writing = Promise.resolve();
  while (next !== undefined) {
    const { events, through, stored } = await next;
    next = through < head ? ahead(read(through)) : undefined;
    folded.take(events);
    bytes += stored;
    progress?.(through, head);
    if (next !== undefined && bytes < portion.bytes) continue;
    const writes = folded.writes();
    await writing;
    writing = ahead(write(writes));
    [folded, bytes] = [folding(views), 0];
  }
  await writing;
};

/** Writes what some events amount to into the tables beside. */
export const writeBeside = async (into: Executor, columns: Columns, writes: readonly Writes[]): Promise<void> => {
  for (const { text, values } of writeStatements(writes, columns, beside)) await into.query(text, [...values]);
};
