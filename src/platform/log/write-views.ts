import type { Writes } from '#platform/log/fold';

export type Statement = { readonly text: string; readonly values: readonly unknown[] };

/** Columns of every view's table, in the order of the table, without `tenant`. */
export type Columns = ReadonlyMap<string, readonly string[]>;

type Row = Readonly<Record<string, unknown>>;

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
      ...addsByColumns(rest, add).flatMap(([added, rows]) => statement(rows, addText(into, key, added))),
    ];
  });

const dropsByKey = (key: readonly string[], rows: readonly Row[]) =>
  grouped(rows, (row) => key.filter((column) => Object.hasOwn(row, column)));

const addsByColumns = (rest: readonly string[], rows: readonly Row[]) =>
  grouped(rows, (row) => rest.filter((column) => Object.hasOwn(row, column)));

const grouped = (rows: readonly Row[], columnsOf: (row: Row) => readonly string[]): (readonly [readonly string[], Row[]])[] => {
  const groups = new Map<string, readonly [readonly string[], Row[]]>();
  for (const row of rows) {
    const columns = columnsOf(row);
    const group = groups.get(columns.join());
    if (group) group[1].push(row);
    else groups.set(columns.join(), [columns, [row]]);
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

const addText = (into: string, key: readonly string[], added: readonly string[]) => {
  const names = ['tenant', ...key, ...added].join(', ');
  return `
  insert into ${into} as t (${names}) select ${names} from json_populate_recordset(null::${into}, $1::json)
  on conflict (${['tenant', ...key].join(', ')}) do update set ${added.map((column) => `${column} = coalesce(t.${column}, 0) + excluded.${column}`).join(', ')}`;
};
