import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { disconnect, Edge } from '../domain/edge.ts';
import { EdgeId } from '../domain/id.ts';
import { deleteNode as remove } from '../domain/node.ts';
import { edgesOf } from '../views/edges.ts';
import { aboutNode } from './about.ts';
import { nodeInGraph } from './graph-of.ts';

export const deleteNode = command({
  name: 'graph.deleteNode',
  summary: 'Deletes a note and disconnects its edges.',
  access: 'graph:write',
  public: true,
  about: aboutNode,
  deadline: 30_000,
  input: t.Object({ id: Id, revision: t.Optional(t.Integer()) }),
  output: t.Null(),

  run: async ({ id, revision }, ports) =>
    ports.events.decide(
      async () => ({
        ...(await nodeInGraph(ports, id, revision)),
        edges: [Edge, (await edgesOf(ports.sql, ports.tenant, id)).map(EdgeId)] as const,
      }),
      ({ node, graph, edges }) => ({ node: remove(node, graph), edges: edges.map(disconnect) }),
      () => null,
      {
        // The note is locked by now, and who connects it locks it too: an edge made since the look before shows here, a later one fails.
        confirm: async ({ edges: [, known] }, sql) => {
          const now = await edgesOf(sql, ports.tenant, id);
          return now.length === known.length && now.every((edge) => known.includes(EdgeId(edge)));
        },
      },
    ),
});
