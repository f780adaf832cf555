import { Type as t } from 'typebox';
import type { EdgeEvent } from './domain/edge.ts';
import type { NodeEvent } from './domain/node.ts';

export type { EdgeEvent, NodeEvent };

/** The events that other contexts may build on; the other types of these unions may change. */
export const published = [
  'NodeCreated',
  'NodeContentUpdated',
  'NodeRetitled',
  'NodeTagsChanged',
  'NodeAliasesChanged',
  'NodeArchived',
  'NodeRestored',
  'NodeDeleted',
  'EdgeConnected',
  'EdgeDisconnected',
] as const satisfies readonly (EdgeEvent | NodeEvent)['type'][];

export const Id = t.String({ format: 'uuid' });

export const NodeAnswer = t.Object({
  id: Id,
  graph: Id,
  title: t.String(),
  content: t.String(),
  tags: t.Array(t.String()),
  aliases: t.Array(t.String()),
  properties: t.Record(t.String(), t.Unknown()),
  position: t.Optional(t.Object({ x: t.Number(), y: t.Number(), z: t.Number() })),
  path: t.Optional(t.String()),
  source: t.Optional(t.String()),
  status: t.Union([t.Literal('live'), t.Literal('archived')]),
  revision: t.Integer(),
  createdAt: t.String(),
  updatedAt: t.String(),
});

export const getNodes = {
  name: 'graph.getNodes',
  summary: 'Reads up to 1,000 notes at once, in the order of their ids; what does not exist is left out.',
  input: t.Object({ ids: t.Array(Id, { maxItems: 1_000 }) }),
  output: t.Object({ items: t.Array(NodeAnswer) }),
};

export const EdgeAnswer = t.Object({
  id: Id,
  graph: Id,
  source: Id,
  target: Id,
  type: t.String(),
  directed: t.Boolean(),
  origin: t.String(),
  weight: t.Number(),
  metadata: t.Record(t.String(), t.Unknown()),
  revision: t.Integer(),
  createdAt: t.String(),
  updatedAt: t.String(),
});

export const connectNodes = {
  name: 'graph.connectNodes',
  summary: 'Connects two notes of one graph, or changes what is said about their connection.',
  input: t.Object({
    source: Id,
    target: Id,
    type: t.String({ default: 'relates_to', description: 'relates_to, references, embeds, parent_of, … or a word of your own' }),
    directed: t.Optional(t.Boolean({ description: 'For types of your own; true unless said.' })),
    origin: t.Optional(t.Union([t.Literal('manual'), t.Literal('wikilink'), t.Literal('import'), t.Literal('agent')])),
    weight: t.Number({ default: 1, minimum: 0, maximum: 1 }),
    metadata: t.Optional(t.Record(t.String(), t.Unknown())),
  }),
  output: EdgeAnswer,
};

export const linkedNodes = {
  name: 'graph.linkedNodes',
  summary: 'For each note, the notes it is already joined to by an edge or a resolved link, in either direction.',
  input: t.Object({ ids: t.Array(Id, { maxItems: 50_000 }) }),
  output: t.Object({ items: t.Array(t.Object({ id: Id, linked: t.Array(Id) })) }),
};
