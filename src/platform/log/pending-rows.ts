import type { View } from '#platform/view';

export type Row = Readonly<Record<string, unknown>>;
type Draft = Record<string, unknown>;

/** Sums to add, and columns to set, of a row that is there or not. Both name the key. */
export type Sum = { readonly sums: Row; readonly set: Row };

/** A table's changes, in the order in which they are to be applied. */
export type Pending = {
  /** Keys, or first columns of keys, whose rows go. */
  readonly drop: readonly Row[];
  readonly put: readonly Row[];
  readonly patch: readonly Row[];
  readonly add: readonly Sum[];
};

type Change =
  | { readonly kind: 'put' | 'patch'; readonly row: Draft }
  | { readonly kind: 'drop'; readonly row: Row }
  /** `patch` came before the first sum, so it only meets a row that was there; what was patched later is `set`. */
  | { readonly kind: 'add'; readonly row: Draft; readonly set: Draft; readonly patch: Row | undefined };

/** A table's pending changes, kept per key, so that of many changes to a row only their sum is written. */
export const pendingRows = (view: View) => {
  const tenants = new Map<string, ReturnType<typeof rowsOfTenant>>();
  const of = (tenant: string) => {
    const known = tenants.get(tenant);
    if (known) return known.rows;
    const rows = rowsOfTenant(view, tenant);
    tenants.set(tenant, rows);
    return rows.rows;
  };
  const pending = (): readonly Pending[] => {
    const all = [...tenants].sort(byKey).map(([, rows]) => rows);
    const changes = all.flatMap((rows) => rows.changes());
    const partial = all.flatMap((rows) => rows.partial);
    if (changes.length + partial.length === 0) return [];
    const rows = (kind: 'put' | 'patch' | 'drop') => changes.flatMap((change) => (change.kind === kind ? [change.row] : []));
    const sums = changes.filter((change) => change.kind === 'add');
    return [
      {
        drop: [...partial, ...rows('drop')],
        put: rows('put'),
        patch: [...rows('patch'), ...sums.flatMap(({ patch }) => (patch ? [patch] : []))],
        add: sums.map(({ row, set }) => ({ sums: row, set })),
      },
    ];
  };
  return { of, pending };
};

/** One order of row locks in every process. */
const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

const rowsOfTenant = ({ name, key }: View, tenant: string) => {
  const changes = new Map<string, Change>();
  const groups = new Map<string, string[]>(); // ids by the first column of the key: what a drop by part of the key looks through
  const partial: Row[] = [];
  const [first = ''] = key;
  const idOf = (row: Row): string => {
    let id = String(row[first]);
    for (let n = 1; n < key.length; n++) id += `\u0000${String(row[key[n] ?? ''])}`;
    return id;
  };

  const set = (id: string, before: Change | undefined, change: Change) => {
    changes.set(id, change);
    if (before !== undefined || key.length === 1) return;
    const start = String(change.row[first]);
    const group = groups.get(start);
    if (group) group.push(id);
    else groups.set(start, [id]);
  };

  const put = (row: Row) => {
    const id = idOf(row);
    set(id, changes.get(id), { kind: 'put', row: { ...row, tenant } });
  };

  const patch = (place: Row, columns: Row) => {
    const id = idOf(place);
    const before = changes.get(id);
    switch (before?.kind) {
      case undefined:
        return set(id, before, { kind: 'patch', row: { ...place, ...columns, tenant } });
      case 'put':
      case 'patch':
        Object.assign(before.row, columns);
        return;
      case 'drop':
        return;
      case 'add':
        for (const column of Object.keys(columns)) delete before.row[column];
        Object.assign(before.set, columns);
    }
  };

  const add = (place: Row, columns: Row) => {
    const id = idOf(place);
    const before = changes.get(id);
    const row = { ...place, ...digits(columns), tenant };
    switch (before?.kind) {
      case undefined:
        return set(id, before, { kind: 'add', row, set: {}, patch: undefined });
      case 'drop':
        return set(id, before, { kind: 'put', row });
      case 'patch':
        return set(id, before, { kind: 'add', row, set: {}, patch: before.row });
      case 'put':
        for (const [column, amount] of Object.entries(columns)) increase(before.row, column, amount);
        return;
      case 'add':
        for (const [column, amount] of Object.entries(columns))
          increase(Object.hasOwn(before.set, column) ? before.set : before.row, column, amount);
    }
  };

  const drop = (place: Row) => {
    const given = key.findIndex((column) => !Object.hasOwn(place, column));
    if (given === -1) {
      const id = idOf(place);
      return set(id, changes.get(id), { kind: 'drop', row: { ...place, tenant } });
    }
    if (given === 0 || key.slice(given).some((column) => Object.hasOwn(place, column)))
      throw new Error(`${name}: a drop names the first columns of the key.`); // pending rows are found by the first one
    const group = groups.get(String(place[first])) ?? [];
    const going = group.filter((id) => key.slice(1, given).every((column) => changes.get(id)?.row[column] === place[column]));
    for (const id of going) changes.delete(id);
    groups.set(
      String(place[first]),
      group.filter((id) => changes.has(id)),
    );
    partial.push({ ...place, tenant });
  };

  return { rows: { put, patch, add, drop }, partial, changes: () => [...changes].sort(byKey).map(([, change]) => change) };
};

/** A row goes to the database as JSON, which has no bigint: what is summed exactly stands there as decimal digits. */
const increase = (row: Draft, column: string, amount: unknown) => {
  const before = row[column] ?? 0;
  row[column] = typeof amount === 'bigint' ? String(BigInt(before as string | number) + amount) : Number(before) + Number(amount); // a sum is digits or a number
};

const digits = (columns: Row): Row =>
  Object.fromEntries(
    Object.entries(columns).map(([column, value]) => [column, typeof value === 'bigint' ? String(value) : value]),
  );
