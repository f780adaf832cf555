import type { Ports } from '#platform/feature';
import { Graph, type GraphEvent, openDefaultGraph } from '../domain/graph.ts';
import { type GraphId, NodeId } from '../domain/id.ts';
import { Node, nodeExists } from '../domain/node.ts';
import { Properties } from '../domain/properties.ts';
import { Title } from '../domain/title.ts';
import { defaultGraphId } from './ids.ts';

/** A note and the graph it lies in, as subjects of a decision. A note never changes its graph, so reading it first races with nothing. */
export const nodeInGraph = async ({ events }: Pick<Ports, 'events'>, id: string, revision?: number) => {
  const { state } = await events.read(Node, NodeId(id));
  nodeExists(state);
  return { graph: [Graph, state.graph], node: [Node, state.id, { revision }] } as const;
};

/** The events that open the graph if it is the default one and not there yet, and the graph after them. */
export const opened = (
  graph: Graph,
  id: GraphId,
  tenant: string,
): { readonly events: readonly GraphEvent[]; readonly graph: Graph } => {
  const isDefault = id === defaultGraphId(tenant);
  const events = isDefault
    ? openDefaultGraph(graph, { id, name: Title('Notes'), description: '', settings: Properties({}) })
    : [];
  return { events, graph: events.reduce(Graph.evolve, graph) };
};
