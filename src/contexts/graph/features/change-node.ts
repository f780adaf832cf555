import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id, NodeAnswer } from '../contract.ts';
import { aliasesAfter, type ExistingNode, nodeExists, updateNode } from '../domain/node.ts';
import { same } from '../domain/same.ts';
import { parseNote } from '../markdown/parse-note.ts';
import { aboutNode } from './about.ts';
import { nodeInGraph } from './graph-of.ts';
import { nodeAnswer } from './node-answer.ts';
import { NOTE_BYTES, noteFrom, said } from './node-input.ts';

export const changeNode = command({
  name: 'graph.changeNode',
  summary: 'Changes what is named of a note, and leaves the rest.',
  access: 'graph:write',
  public: true,
  about: aboutNode,
  bytes: NOTE_BYTES,
  input: t.Object({
    id: Id,
    ...said,
    position: t.Optional(t.Union([said.position, t.Null()])),
    revision: t.Optional(t.Integer()),
  }),
  output: NodeAnswer,

  run: async ({ id, revision, ...input }, ports) =>
    ports.events.decide(
      () => nodeInGraph(ports, id, revision),
      ({ node, graph }) => {
        nodeExists(node);
        const { position = node.position ?? null, ...changes } = input;
        const note = noteFrom({ ...kept(node, changes.content !== undefined), ...changes, ...(position && { position }) });
        const aliases = changes.aliases === undefined ? aliasesAfter({ ...note, title: node.title }, note.title) : note.aliases;
        return { node: updateNode(node, graph, { ...note, aliases }) };
      },
      ({ node }) => nodeAnswer(node),
    ),
});

/** What a note says by itself. When its text changes, what only the former text said of it goes. */
const kept = ({ title, content, tags, aliases, properties, path }: ExistingNode, rewritten: boolean) => {
  const former = rewritten ? parseNote(content, path) : undefined;
  return {
    title,
    content,
    tags: tags.filter((tag) => !former?.tags.includes(tag)),
    aliases: aliases.filter((alias) => !former?.aliases.includes(alias)),
    ...((former === undefined || !same(former.properties, properties)) && { properties }),
    ...(path !== undefined && { path }),
  };
};
