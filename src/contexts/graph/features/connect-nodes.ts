import { found } from '#kernel/rejection';
import { command, type Ports } from '#platform/feature';
import { connectNodes as contract } from '../contract.ts';
import { Graph, hasRoom } from '../domain/graph.ts';
import { connect, Edge } from '../domain/edge.ts';
import { EdgeType } from '../domain/edge-type.ts';
import { type GraphId, NodeId } from '../domain/id.ts';
import { Node } from '../domain/node.ts';
import { Properties } from '../domain/properties.ts';
import { Weight } from '../domain/weight.ts';
import { aboutNode } from './about.ts';
import { edgeAnswer } from './edge-answer.ts';
import { edgeEnds } from './ids.ts';
import { roomFor } from './room.ts';

export const connectNodes = command({
  ...contract,
  access: 'graph:write',
  public: true,
  about: ({ source }, ports) => aboutNode({ id: source }, ports),
  answers: 201,
  run: async ({ source, target, type, directed, origin = 'manual', weight, metadata }, { events, sql, tenant, now }) => {
    const graph = await graphOf(events, NodeId(source));
    const ends = edgeEnds({
      graph,
      type: EdgeType(type),
      source: NodeId(source),
      target: NodeId(target),
      ...(directed !== undefined && { directed }),
    });
    hasRoom({ edges: await roomFor(sql, { tenant, graph, kind: 'edges', count: 1, now: now() }) });
    return events.decide(
      { graph: [Graph, graph], source: [Node, ends.source], target: [Node, ends.target], edge: [Edge, ends.id] },
      (current) => ({
        edge: connect(current.edge, current, { ...ends, origin, weight: Weight(weight), metadata: Properties(metadata ?? {}) }),
      }),
      ({ edge }) => edgeAnswer(edge),
    );
  },
});

const graphOf = async (events: Ports['events'], id: NodeId): Promise<GraphId> => {
  const { state } = await events.read(Node, id);
  found('graph' in state, 'graph.no-source', 'The note to connect from does not exist.');
  return state.graph;
};
