import { Type as t } from 'typebox';
import { valid } from '#kernel/rejection';
import { query } from '#platform/feature';
import type { AsOf } from '#platform/log/event-log';
import { Id, NodeAnswer } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { Node } from '../domain/node.ts';
import { aboutNode } from './about.ts';
import { nodeAnswer } from './node-answer.ts';

export const getNode = query({
  name: 'graph.getNode',
  summary: 'Reads a note, as it is or as it was.',
  access: 'graph:read',
  public: true,
  about: aboutNode,
  input: t.Object({
    id: Id,
    asOf: t.Optional(t.String({ description: 'A position of the log such as 4711, or a time such as 2026-01-31T12:00:00Z.' })),
  }),
  output: NodeAnswer,
  run: async ({ id, asOf }, { events }) =>
    nodeAnswer(await events.read(Node, NodeId(id), asOf === undefined ? undefined : momentOf(asOf))),
});

const momentOf = (text: string): AsOf => {
  if (/^\d{1,15}$/.test(text)) return { position: Number(text) };
  const time = new Date(text);
  valid(
    /^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(time.getTime()),
    'graph.bad-moment',
    'A moment is a position of the log or a time.',
  );
  return { time: time.toISOString() };
};
