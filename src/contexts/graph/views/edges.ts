import { view } from '#platform/view';
import type { EdgeEvent } from '../domain/edge.ts';

export type EdgeRow = {
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
