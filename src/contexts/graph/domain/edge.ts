import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must } from '#kernel/rejection';
import type { EdgeOrigin, EdgeType } from './edge-type.ts';
import { type Graph, takesChanges } from './graph.ts';
import type { EdgeId, GraphId, NodeId } from './id.ts';
import { type Node, takesNoteChanges } from './node.ts';
import type { Properties } from './properties.ts';
import { same } from './same.ts';
import type { Weight } from './weight.ts';

type Ends = {
  readonly id: EdgeId;
  readonly graph: GraphId;
  readonly source: NodeId;
  readonly target: NodeId;
  readonly type: EdgeType;
};
type Told = { readonly directed: boolean; readonly origin: EdgeOrigin; readonly weight: Weight; readonly metadata: Properties };

/** The id follows from graph, type and ends (in either order when undirected), so connecting twice is the same edge. */
export type Connection = Ends & Told;

export type EdgeEvent =
  | Event<'EdgeConnected', Connection>
  | Event<'EdgeWeightUpdated', Ends & { weight: Weight }>
  | Event<'EdgeMetadataChanged', Ends & { metadata: Properties }>
  | Event<'EdgeTypeChanged', Ends & { became: EdgeId }>
  | Event<'EdgeDisconnected', Ends>;

export type Edge = { readonly status: 'open' } | (Connection & { readonly status: 'connected' });

export const Edge: Model<Edge, EdgeEvent> = {
  name: 'edge',
  initial: { status: 'open' },
  evolve: (now, event) => {
    if (event.type === 'EdgeConnected') return { ...event.data, status: 'connected' };
    if (now.status === 'open') return now;
    switch (event.type) {
      case 'EdgeWeightUpdated':
        return { ...now, weight: event.data.weight };
      case 'EdgeMetadataChanged':
        return { ...now, metadata: event.data.metadata };
      case 'EdgeTypeChanged':
        return { status: 'open' };
      case 'EdgeDisconnected':
        return { status: 'open' };
    }
  },
};

type Places = { readonly graph: Graph; readonly source: Node; readonly target: Node };

export const connect = (edge: Edge, { graph, source, target }: Places, wanted: Connection): EdgeEvent[] => {
  found(
    source.status !== 'missing' && source.status !== 'deleted',
    'graph.no-source',
    'The note to connect from does not exist.',
  );
  found(target.status !== 'missing' && target.status !== 'deleted', 'graph.no-target', 'The note to connect to does not exist.');
  takesNoteChanges(source, graph);
  takesNoteChanges(target, graph);
  must(source.id !== target.id, 'graph.self-edge', 'A note cannot be connected to itself.');
  must(
    source.graph === wanted.graph && target.graph === wanted.graph,
    'graph.other-graph',
    'Both notes of an edge lie in the same graph.',
  );
  return edge.status === 'open' ? [{ type: 'EdgeConnected', data: wanted }] : changed(edge, wanted);
};

export const changeEdge = (
  edge: Edge,
  graph: Graph,
  wanted: { readonly weight?: Weight | undefined; readonly metadata?: Properties | undefined },
): EdgeEvent[] => {
  edgeExists(edge);
  takesChanges(graph);
  return changed(edge, { weight: wanted.weight ?? edge.weight, metadata: wanted.metadata ?? edge.metadata });
};

/** Another type is another edge, since the type is part of what an edge is: the first ends where the second begins. */
export const becomes = (edge: Edge, graph: Graph, next: EdgeId): EdgeEvent[] => {
  edgeExists(edge);
  takesChanges(graph);
  return edge.id === next ? [] : [{ type: 'EdgeTypeChanged', data: { ...endsOf(edge), became: next } }];
};

/** Disconnecting what is not connected changes nothing. */
export const disconnect = (edge: Edge): EdgeEvent[] =>
  edge.status === 'open' ? [] : [{ type: 'EdgeDisconnected', data: endsOf(edge) }];

export function edgeExists(edge: Edge): asserts edge is Connection & { readonly status: 'connected' } {
  found(edge.status === 'connected', 'graph.no-edge', 'This edge does not exist.');
}

const endsOf = ({ id, graph, source, target, type }: Ends): Ends => ({ id, graph, source, target, type });

const changed = (edge: Connection, { weight, metadata }: Pick<Told, 'weight' | 'metadata'>): EdgeEvent[] => {
  const events: EdgeEvent[] = [];
  if (weight !== edge.weight) events.push({ type: 'EdgeWeightUpdated', data: { ...endsOf(edge), weight } });
  if (!same(metadata, edge.metadata)) events.push({ type: 'EdgeMetadataChanged', data: { ...endsOf(edge), metadata } });
  return events;
};
