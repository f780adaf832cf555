import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { EdgeEvent } from '../domain/edge.ts';
import type { NodeEvent } from '../domain/node.ts';

type CountRow = { readonly graph: string; readonly nodes: number; readonly edges: number };

/** How many notes (archived ones too) and edges each graph holds. */
export const counts = view<NodeEvent | EdgeEvent, CountRow, 'graph'>({
  name: 'graph.counts',
  key: ['graph'],
  on: {
    NodeCreated: ({ data: { graph } }, rows) => rows.add({ graph }, { nodes: 1 }),
    NodeDeleted: ({ data: { graph } }, rows) => rows.add({ graph }, { nodes: -1 }),
    EdgeConnected: ({ data: { graph } }, rows) => rows.add({ graph }, { edges: 1 }),
    EdgeTypeChanged: ({ data: { graph } }, rows) => rows.add({ graph }, { edges: -1 }),
    EdgeDisconnected: ({ data: { graph } }, rows) => rows.add({ graph }, { edges: -1 }),
  },
});

export const countsOf = async (sql: Sql, tenant: string, graph: string): Promise<Omit<CountRow, 'graph'>> => {
  const [row] = await sql<{ readonly nodes: number | null; readonly edges: number | null }>`
    select nodes, edges from graph.counts where tenant = ${tenant} and graph = ${graph}`;
  return { nodes: row?.nodes ?? 0, edges: row?.edges ?? 0 };
};
