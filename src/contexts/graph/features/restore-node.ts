import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id, NodeAnswer } from '../contract.ts';
import { restoreNode as restore } from '../domain/node.ts';
import { aboutNode } from './about.ts';
import { nodeInGraph } from './graph-of.ts';
import { nodeAnswer } from './node-answer.ts';

export const restoreNode = command({
  name: 'graph.restoreNode',
  summary: 'Brings an archived note back, with its links, names and edges.',
  access: 'graph:write',
  public: true,
  about: aboutNode,
  input: t.Object({ id: Id, revision: t.Optional(t.Integer()) }),
  output: NodeAnswer,
  run: async ({ id, revision }, ports) =>
    ports.events.decide(
      () => nodeInGraph(ports, id, revision),
      ({ node, graph }) => ({ node: restore(node, graph) }),
      ({ node }) => nodeAnswer(node),
    ),
});
