import type { Writes } from '#platform/log/fold';
import type { Row, Sum } from '#platform/log/pending-rows';

export type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** Columns of every view's table, in the order of the table, without `tenant`. */
export type Columns = ReadonlyMap<string, readonly string[]>;

/**
 * The writes of a batch as SQL: at most one statement for each table and kind of change, however many the rows.
 * `table` maps a view to the table written, so that a rebuild can write beside the live one.
 */
export const writeStatements = (
  writes: readonly Writes[],
  columns: Columns,
  table = (view: string) => view,
): readonly Statement[] =>
  writes.flatMap(({ view: { name, key }, drop, put, patch, add }) => {
    const into = table(name);
    const all = columns.get(name) ?? [];
    const rest = all.filter((column) => !key.includes(column));
    const statement = (rows: readonly Row[], text: string): Statement[] =>
      rows.length === 0 ? [] : [{ text, values: [JSON.stringify(rows)] }];

    return [
      ...dropsByKey(key, drop).flatMap(([given, rows]) => statement(rows, dropText(into, given))),
      ...statement(put, putText(into, key, rest)),
      ...statement(patch, patchText(into, key, rest)),
      ...addsByColumns(rest, add).flatMap(([sums, set, rows]) => statement(rows, addText(into, key, { sums, set }))),
    ];
  });

const dropsByKey = (key: readonly string[], rows: readonly Row[]) => grouped(rows, (row) => within(key, row));

/** By what they add to and what they set. */
const addsByColumns = (rest: readonly string[], adds: readonly Sum[]) =>
  grouped(adds, ({ sums, set }) => [within(rest, sums), within(rest, set)]).map(
    ([[sums = [], set = []], rows]) => [sums, set, rows.map((row) => ({ ...row.sums, ...row.set }))] as const,
  );

const within = (columns: readonly string[], row: Row) => columns.filter((column) => Object.hasOwn(row, column));

const grouped = <T, By>(items: readonly T[], by: (item: T) => By): (readonly [By, T[]])[] => {
  const groups = new Map<string, readonly [By, T[]]>();
  for (const item of items) {
    const columns = by(item);
    const id = JSON.stringify(columns);
    const group = groups.get(id);
    if (group) group[1].push(item);
    else groups.set(id, [columns, [item]]);
  }
  return [...groups.values()];
};

const same = (columns: readonly string[]) => ['tenant', ...columns].map((column) => `t.${column} = r.${column}`).join(' and ');

const dropText = (into: string, given: readonly string[]) =>
  `delete from ${into} t using json_populate_recordset(null::${into}, $1::json) r where ${same(given)}`;

const putText = (into: string, key: readonly string[], rest: readonly string[]) => `
  insert into ${into} select * from json_populate_recordset(null::${into}, $1::json)
  on conflict (${['tenant', ...key].join(', ')}) do ${
    rest.length === 0 ? 'nothing' : `update set ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`
  }`;

// json_populate_record takes what the patch leaves out from the row itself, so one statement serves patches of any shape.
const patchText = (into: string, key: readonly string[], rest: readonly string[]) => `
  update ${into} t set (${rest.join(', ')}) = (select ${rest.map((column) => `n.${column}`).join(', ')} from json_populate_record(t, r.patch) n)
  from (select p.patch, k.* from json_array_elements($1::json) p (patch), json_populate_record(null::${into}, p.patch) k) r
  where ${same(key)}`;

type Added = { readonly sums: readonly string[]; readonly set: readonly string[] };

const addText = (into: string, key: readonly string[], { sums, set }: Added) => {
  const names = ['tenant', ...key, ...sums, ...set].join(', ');
  const changes = [
    ...sums.map((column) => `${column} = coalesce(t.${column}, 0) + excluded.${column}`),
    ...set.map((column) => `${column} = excluded.${column}`),
  ];
  return `
  insert into ${into} as t (${names}) select ${names} from json_populate_recordset(null::${into}, $1::json)
  on conflict (${['tenant', ...key].join(', ')}) do update set ${changes.join(', ')}`;
};
