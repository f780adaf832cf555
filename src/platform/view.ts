import type { Event } from '#kernel/event';
import type { Fact } from '#platform/log/event-log';

/** The writes of a view. Later writes to a key win over earlier ones, as if applied one by one; they reach the table in bulk. */
export type Rows<Row extends object, Key extends keyof Row> = {
  /** Writes the whole row. */
  readonly put: (row: Row) => void;
  /** Changes some columns of a row that exists; a row that does not exist stays away. */
  readonly patch: (key: Pick<Row, Key>, columns: Partial<Omit<Row, Key>>) => void;
  /** Adds to numeric columns; a row that does not exist starts at zero. A bigint is added exactly, whatever its size. */
  readonly add: (key: Pick<Row, Key>, columns: Partial<Record<Exclude<keyof Row, Key>, number | bigint>>) => void;
  /** Removes the row, or all rows that share the first columns of the key. */
  readonly drop: (key: Partial<Pick<Row, Key>>) => void;
};

type Handlers<E extends Event, Row extends object, Key extends keyof Row> = {
  readonly [T in E['type']]?: (event: Fact<Extract<E, { type: T }>>, rows: Rows<Row, Key>) => void;
};

/**
 * A read model: one table whose rows are folded from events, in the transaction that appends them.
 * Handlers are pure and see only the event, so that the same code rebuilds the table from zero, in memory or beside the live one.
 */
export type View = {
  /** `schema.table`. The table has a column `tenant text`, the first of its primary key. */
  readonly name: string;
  /** The primary key after `tenant`, in the order of the table's. */
  readonly key: readonly string[];
  readonly on: Readonly<Record<string, (event: never, rows: never) => void>>;
};

export const view = <E extends Event, Row extends object, Key extends keyof Row & string>(spec: {
  readonly name: `${string}.${string}`;
  readonly key: readonly Key[];
  readonly on: Handlers<E, Row, Key>;
}): View => spec as View; // the seam where handlers of many types meet in one list
