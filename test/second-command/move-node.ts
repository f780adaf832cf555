import { Type as t } from 'typebox';
import { Id, NodeAnswer } from '#graph/contract';
import { nodeExists, updateNode } from '#graph/domain/node';
import { Position } from '#graph/domain/position';
import { nodeInGraph } from '#graph/features/graph-of';
import { nodeAnswer } from '#graph/features/node-answer';
import { command } from '#platform/feature';

export const moveNode = command({
  name: 'graph.moveNode',
  summary: 'Puts a note at a place on the canvas.',
  access: 'graph:write',
  public: true,
  input: t.Object({ id: Id, x: t.Number(), y: t.Number(), revision: t.Optional(t.Integer()) }),
  output: NodeAnswer,
  run: ({ id, x, y, revision }, ports) =>
    ports.events.decide(
      () => nodeInGraph(ports, id, revision),
      ({ node, graph }) => {
        nodeExists(node);
        return { node: updateNode(node, graph, { ...node, position: Position({ x, y, z: 0 }) }) };
      },
      ({ node }) => nodeAnswer(node),
    ),
});
