import type { Ports } from '#platform/feature';
import { Edge } from '../domain/edge.ts';
import { EdgeId, NodeId } from '../domain/id.ts';
import { Node } from '../domain/node.ts';

type Named = { readonly id: string };
type Log = Pick<Ports, 'events'>;

/** What rules of a workspace may ask of a note; of one that does not exist nothing is known. */
export const aboutNode = async (
  { id }: Named,
  { events }: Log,
): Promise<{ readonly graph?: string; readonly tags?: readonly string[] }> => {
  const { state } = await events.read(Node, NodeId(id));
  return 'graph' in state ? { graph: state.graph, tags: state.tags } : {};
};

export const aboutEdge = async ({ id }: Named, { events }: Log): Promise<{ readonly graph?: string; readonly type?: string }> => {
  const { state } = await events.read(Edge, EdgeId(id));
  return 'graph' in state ? { graph: state.graph, type: state.type } : {};
};

export const aboutGraph = async ({ id }: Named): Promise<{ readonly graph: string }> => ({ graph: id });
