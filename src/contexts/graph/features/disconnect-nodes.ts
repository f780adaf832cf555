import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { disconnect, Edge, edgeExists } from '../domain/edge.ts';
import { Graph, takesChanges } from '../domain/graph.ts';
import { EdgeId } from '../domain/id.ts';
import { aboutEdge } from './about.ts';

export const disconnectNodes = command({
  name: 'graph.disconnectNodes',
  summary: 'Takes an edge away.',
  access: 'graph:write',
  public: true,
  about: aboutEdge,
  input: t.Object({ id: Id, revision: t.Optional(t.Integer()) }),
  output: t.Null(),

  run: async ({ id, revision }, { events }) => {
    const { state } = await events.read(Edge, EdgeId(id));
    edgeExists(state);
    return events.decide(
      { graph: [Graph, state.graph], edge: [Edge, state.id, { revision }] },
      (current) => {
        takesChanges(current.graph);
        edgeExists(current.edge);
        return { edge: disconnect(current.edge) };
      },
      () => null,
    );
  },
});
