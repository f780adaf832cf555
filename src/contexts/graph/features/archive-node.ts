import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id, NodeAnswer } from '../contract.ts';
import { archiveNode as archive } from '../domain/node.ts';
import { aboutNode } from './about.ts';
import { nodeInGraph } from './graph-of.ts';
import { nodeAnswer } from './node-answer.ts';

export const archiveNode = command({
  name: 'graph.archiveNode',
  summary: 'Puts a note away: it can be read and restored, but no list shows it and no link finds it.',
  access: 'graph:write',
  public: true,
  about: aboutNode,
  input: t.Object({ id: Id, revision: t.Optional(t.Integer()) }),
  output: NodeAnswer,
  run: async ({ id, revision }, ports) =>
    ports.events.decide(
      () => nodeInGraph(ports, id, revision),
      ({ node, graph }) => ({ node: archive(node, graph) }),
      ({ node }) => nodeAnswer(node),
    ),
});
