import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id, NodeAnswer } from '../contract.ts';
import { aliasesAfter, nodeExists, updateNode } from '../domain/node.ts';
import { aboutNode } from './about.ts';
import { nodeInGraph } from './graph-of.ts';
import { nodeAnswer } from './node-answer.ts';
import { NOTE_BYTES, noteFrom, said } from './node-input.ts';

export const replaceNode = command({
  name: 'graph.replaceNode',
  summary: 'Makes a note say just this. Aliases left out stay, and a former title joins them, so that links by it keep working.',
  access: 'graph:write',
  public: true,
  about: aboutNode,
  requiresRevision: true,
  bytes: NOTE_BYTES,
  input: t.Object({ id: Id, ...said, revision: t.Optional(t.Integer()) }),
  output: NodeAnswer,

  run: async ({ id, revision, ...input }, ports) =>
    ports.events.decide(
      () => nodeInGraph(ports, id, revision),
      ({ node, graph }) => {
        nodeExists(node);
        const note = noteFrom({
          ...input,
          aliases: input.aliases ?? node.aliases,
          ...(node.path !== undefined && { path: node.path }),
        });
        const aliases = input.aliases === undefined ? aliasesAfter({ ...note, title: node.title }, note.title) : note.aliases;
        return { node: updateNode(node, graph, { ...note, aliases }) };
      },
      ({ node }) => nodeAnswer(node),
    ),
});
