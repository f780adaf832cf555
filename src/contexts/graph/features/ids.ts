import { uuidV5 } from '#platform/uuid';
import { type EdgeType, isDirected } from '../domain/edge-type.ts';
import { EdgeId, GraphId, NodeId } from '../domain/id.ts';

// Made up once; a change would give every edge and default graph another id.
const namespace = '5d9c4bb0-3d0e-5a4e-9f0c-6a1d7f2b8c11';

const known = { tenant: '', graph: '' }; // the last asked for: hashing it anew for each note cost 3 % of creating one

/** One default graph per workspace: the same id for all who need it first at the same time. */
export const defaultGraphId = (tenant: string): GraphId => {
  if (known.tenant !== tenant) Object.assign(known, { tenant, graph: uuidV5(namespace, `graph ${tenant}`) });
  return GraphId(known.graph);
};

/** The id of a note made under a client's own key, so that the same key never makes two. */
export const nodeIdOfKey = (tenant: string, key: string): NodeId => NodeId(uuidV5(namespace, `node ${tenant} ${key}`));

type Joined = {
  readonly graph: GraphId;
  readonly type: EdgeType;
  readonly source: NodeId;
  readonly target: NodeId;
  readonly directed?: boolean;
};

/** Graph, type and ends make an edge what it is; those of an undirected one in the order of their ids. */
export const edgeEnds = ({ graph, type, source, target, directed = isDirected(type) }: Joined) => {
  const swap = !directed && target < source;
  const ends = swap ? { source: target, target: source } : { source, target };
  return { id: EdgeId(uuidV5(graph, `${type} ${ends.source} ${ends.target}`)), graph, type, directed, ...ends };
};
