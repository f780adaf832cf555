import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import { GraphId } from '../domain/id.ts';

/** The graph that the notes go into. */
export const targetGraph = async (graph: string | undefined, _ports: Ports): Promise<{ readonly id: GraphId }> => {
  if (graph === undefined) throw new Rejection('invalid', 'graph.no-graph', 'Name a graph.');
  return { id: GraphId(graph) };
};
