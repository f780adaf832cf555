import type { Columns } from '#platform/log/write-views';
import type { Executor } from '#platform/postgres/sql';
import type { View } from '#platform/view';

/** The columns of the views' tables. Throws where a table is missing or its primary key is not the view's. */
export const columnsOf = async (executor: Executor, views: readonly View[]): Promise<Columns> => {
  const { rows } = await executor.query<{
    readonly name: string;
    readonly columns: readonly string[];
    readonly key: readonly string[];
  }>(
    `select v.name,
       array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped order by attnum) as columns,
       array(select a.attname::text from pg_index i cross join unnest(i.indkey) with ordinality k (attnum, n)
             join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
             where i.indrelid = c.oid and i.indisprimary order by k.n) as key
     from unnest($1::text[]) v (name) join pg_class c on c.oid = to_regclass(v.name)`,
    [views.map(({ name }) => name)],
  );
  const tables = new Map(rows.map((row) => [row.name, row]));
  for (const { name, key } of views) {
    const table = tables.get(name);
    if (!table) throw new Error(`The view ${name} has no table: write it in a migration of its context.`);
    if (table.key.join() !== ['tenant', ...key].join())
      throw new Error(
        `The primary key of ${name} is (${table.key.join(', ')}), but its view says (${['tenant', ...key].join(', ')}).`,
      );
  }
  return new Map(rows.map(({ name, columns }) => [name, columns.filter((column) => column !== 'tenant')]));
};
