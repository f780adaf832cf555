import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { GraphEvent } from '../domain/graph.ts';

type GraphRow = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly is_default: boolean;
  readonly status: 'live' | 'archived';
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
};

/** What lists show of graphs. */
export const graphs = view<GraphEvent, GraphRow, 'id'>({
  name: 'graph.graphs',
  key: ['id'],
  on: {
    GraphCreated: ({ data: { id, name, description, isDefault }, version, recordedAt }, rows) =>
      rows.put({
        id,
        name,
        description,
        is_default: isDefault ?? false,
        status: 'live',
        revision: version,
        created_at: recordedAt,
        updated_at: recordedAt,
      }),
    GraphRenamed: (event, rows) =>
      rows.patch(keyOf(event), { ...changed(event), name: event.data.name, description: event.data.description }),
    GraphSettingsChanged: (event, rows) => rows.patch(keyOf(event), changed(event)),
    GraphArchived: (event, rows) => rows.patch(keyOf(event), { ...changed(event), status: 'archived' }),
    GraphRestored: (event, rows) => rows.patch(keyOf(event), { ...changed(event), status: 'live' }),
    GraphDeleted: (event, rows) => rows.drop(keyOf(event)),
  },
});

type Told = { readonly data: { readonly id: string }; readonly version: number; readonly recordedAt: string };

const keyOf = ({ data }: Told) => ({ id: data.id });
const changed = ({ version, recordedAt }: Told) => ({ revision: version, updated_at: recordedAt });

type Listed = Omit<GraphRow, 'created_at' | 'updated_at'> & {
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly nodes: number;
  readonly edges: number;
};

/** Graphs and how much they hold, oldest first, after the creation and id of the last one of the page before. */
export const listGraphs = (
  sql: Sql,
  { tenant, after, limit }: { readonly tenant: string; readonly after: readonly unknown[] | undefined; readonly limit: number },
) => {
  const [time, id] = after ?? ['-infinity', '00000000-0000-0000-0000-000000000000'];
  return sql<Listed>`
    select g.id, g.name, g.description, g.is_default, g.status, g.revision, g.created_at, g.updated_at,
      coalesce(c.nodes, 0) as nodes, coalesce(c.edges, 0) as edges
    from graph.graphs g left join graph.counts c on c.tenant = g.tenant and c.graph = g.id
    where g.tenant = ${tenant} and (g.created_at, g.id) > (${time}::timestamptz, ${id}::uuid)
    order by g.created_at, g.id limit ${limit}`;
};
