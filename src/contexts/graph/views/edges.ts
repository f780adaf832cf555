import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { EdgeEvent } from '../domain/edge.ts';

type EdgeRow = {
  readonly id: string;
  readonly graph: string;
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly directed: boolean;
  readonly origin: string;
  readonly weight: number;
};

/** The edges that are connected now. */
export const edges = view<EdgeEvent, EdgeRow, 'id'>({
  name: 'graph.edges',
  key: ['id'],
  on: {
    EdgeConnected: ({ data: { metadata: _, ...row } }, rows) => rows.put(row),
    EdgeWeightUpdated: ({ data: { id, weight } }, rows) => rows.patch({ id }, { weight }),
    EdgeTypeChanged: ({ data: { id } }, rows) => rows.drop({ id }),
    EdgeDisconnected: ({ data: { id } }, rows) => rows.drop({ id }),
  },
});

/** The ids of a note's edges, at either end. */
export const edgesOf = async (sql: Sql, tenant: string, node: string): Promise<readonly string[]> => {
  const rows = await sql<{ readonly id: string }>`
    select id from graph.edges where tenant = ${tenant} and source = ${node}
    union all
    select id from graph.edges where tenant = ${tenant} and target = ${node}`;
  return rows.map(({ id }) => id);
};
