import type { Fact } from '#platform/log/event-log';
import type { View } from '#platform/view';

type Row = Readonly<Record<string, unknown>>;
type Change = { kind: 'put' | 'patch' | 'add'; row: Record<string, unknown> } | { kind: 'drop'; row: Row };

/** The writes that a batch of events makes in one table: at most one change per key, to be applied in the order of the fields. */
export type Writes = {
  readonly view: View;
  /** Keys, or first columns of keys, whose rows go. */
  readonly drop: readonly Row[];
  readonly put: readonly Row[];
  readonly patch: readonly Row[];
  readonly add: readonly Row[];
};

/** Folds events into writes, view by view. Pure: the same events give the same writes, one by one or in batches of any size. */
export const foldViews = (views: readonly View[], events: readonly Fact[]): readonly Writes[] =>
  views.flatMap((view) => {
    const touching = events.filter(({ type }) => Object.hasOwn(view.on, type));
    return touching.length === 0 ? [] : [foldView(view, touching)];
  });

const foldView = (view: View, events: readonly Fact[]): Writes => {
  const table = changes(view);
  // The seam: a handler takes the event of the type it stands under, and writes the rows of its own table.
  for (const event of events) view.on[event.type]?.(event as never, table.rows(event.tenant) as never);
  return table.writes();
};

/** A table's pending changes, kept per key, so that of many changes to a row only their sum is written. */
const changes = (view: View) => {
  const byKey = new Map<string, Change>();
  const byFirst = new Map<string, Set<string>>();
  const partial: Row[] = [];
  const { key } = view;
  const keyOf = (row: Row): string => key.reduce((text, column) => `${text}\u0000${String(row[column])}`, String(row['tenant']));
  const firstOf = (row: Row): string => `${String(row['tenant'])}\u0000${String(row[key[0] ?? ''])}`;

  const set = (id: string, change: Change) => {
    byKey.set(id, change);
    if (key.length === 1) return;
    const first = firstOf(change.row);
    const group = byFirst.get(first);
    if (group) group.add(id);
    else byFirst.set(first, new Set([id]));
  };

  const put = (row: Row) => set(keyOf(row), { kind: 'put', row: { ...row } });

  const patch = (row: Row) => {
    const id = keyOf(row);
    const before = byKey.get(id);
    if (before === undefined) set(id, { kind: 'patch', row: { ...row } });
    else if (before.kind === 'add') throw new Error(`${view.name}: a row cannot be both added to and patched.`);
    else if (before.kind !== 'drop') Object.assign(before.row, row);
  };

  const add = (row: Row) => {
    const id = keyOf(row);
    const before = byKey.get(id);
    if (before === undefined) set(id, { kind: 'add', row: { ...row } });
    else if (before.kind === 'drop') set(id, { kind: 'put', row: { ...row } });
    else if (before.kind === 'patch') throw new Error(`${view.name}: a row cannot be both added to and patched.`);
    else
      for (const [column, amount] of Object.entries(row))
        if (column !== 'tenant' && !key.includes(column)) before.row[column] = Number(before.row[column] ?? 0) + Number(amount);
  };

  const drop = (row: Row) => {
    if (key.every((column) => Object.hasOwn(row, column))) return set(keyOf(row), { kind: 'drop', row });
    const given = key.filter((column) => Object.hasOwn(row, column)).length;
    if (given === 0 || !key.slice(0, given).every((column) => Object.hasOwn(row, column)))
      throw new Error(`${view.name}: a drop names the first columns of the key.`); // pending rows are found by the first one
    for (const id of byFirst.get(firstOf(row)) ?? []) {
      const pending = byKey.get(id);
      if (pending && Object.entries(row).every(([column, value]) => pending.row[column] === value)) byKey.delete(id);
    }
    partial.push(row);
  };

  return {
    rows: (tenant: string) => ({
      put: (row: Row) => put({ ...row, tenant }),
      patch: (id: Row, columns: Row) => patch({ ...id, ...columns, tenant }),
      add: (id: Row, columns: Row) => add({ ...id, ...columns, tenant }),
      drop: (id: Row) => drop({ ...id, tenant }),
    }),
    writes: (): Writes => {
      const sorted = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)); // one order of row locks in every process
      const of = (kind: Change['kind']) => sorted.flatMap(([, change]) => (change.kind === kind ? [change.row] : []));
      return { view, drop: [...partial, ...of('drop')], put: of('put'), patch: of('patch'), add: of('add') };
    },
  };
};
