import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id } from '../contract.ts';
import { EdgeType } from '../domain/edge-type.ts';
import { NodeId } from '../domain/id.ts';
import { Node, nodeExists } from '../domain/node.ts';
import { Tag, tagKey } from '../domain/tag.ts';
import { neighbourhood } from '../views/neighbours.ts';
import { aboutNode } from './about.ts';

export const getNeighbours = query({
  name: 'graph.getNeighbours',
  summary:
    'Lists the notes around a note, nearest first, by edges and links in both directions, with the ties that lead to them.',
  access: 'graph:read',
  public: true,
  about: aboutNode,
  input: t.Object({
    id: Id,
    depth: t.Integer({ minimum: 1, maximum: 5, default: 1 }),
    limit: t.Integer({
      minimum: 1,
      maximum: 1_000,
      default: 100,
      description: 'Most notes answered, the one asked about included.',
    }),
    type: t.Optional(
      t.Array(t.String(), { maxItems: 20, description: 'Only by edges of these types; links are references or embeds.' }),
    ),
    tag: t.Optional(t.String({ description: 'Only notes with this tag, or one nested in it.' })),
  }),
  output: t.Object({
    nodes: t.Array(t.Object({ id: Id, title: t.String(), depth: t.Integer() })),
    edges: t.Array(t.Object({ source: Id, target: Id, type: t.String(), origin: t.String(), weight: t.Number() })),
    truncated: t.Boolean(),
  }),

  run: async ({ id, depth, limit, type, tag }, { events, sql, tenant }) => {
    const { state: node } = await events.read(Node, NodeId(id));
    nodeExists(node);
    const { nodes, edges, truncated } = await neighbourhood(sql, {
      tenant,
      start: { id: node.id, title: node.title },
      depth,
      limit,
      types: type?.map(EdgeType),
      tag: tag === undefined ? undefined : tagKey(Tag(tag)),
    });
    return { nodes: [...nodes], edges: [...edges], truncated };
  },
});
