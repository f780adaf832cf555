import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id, NodeAnswer } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { linkKey } from '../domain/link.ts';
import { Node } from '../domain/node.ts';
import { Tag, tagKey } from '../domain/tag.ts';
import { listNodes as read } from '../views/nodes.ts';
import { nodeAnswer } from './node-answer.ts';
import { Page, pageOf, paging, placeOf } from '#platform/page';

const NodeItem = t.Object({
  id: Id,
  graph: Id,
  title: t.String(),
  tags: t.Array(t.String()),
  aliases: t.Array(t.String()),
  path: t.Optional(t.String()),
  excerpt: t.String(),
  status: t.String(),
  revision: t.Integer(),
  createdAt: t.String(),
  updatedAt: t.String(),
});

export const listNodes = query({
  name: 'graph.listNodes',
  summary: 'Lists notes, newest first, without their text; or, by ids, reads up to 100 notes with it.',
  access: 'graph:read',
  public: true,
  input: t.Object({
    ids: t.Optional(t.Array(Id, { maxItems: 100, description: 'What does not exist is left out.' })),
    graph: t.Optional(Id),
    tag: t.Optional(t.String({ description: 'Also finds tags nested in it.' })),
    title: t.Optional(
      t.String({ maxLength: 1_024, description: 'Notes that a link by this name could mean: title, file name or alias.' }),
    ),
    status: t.Union([t.Literal('live'), t.Literal('archived')], { default: 'live' }),
    ...paging,
  }),
  output: Page(t.Union([NodeItem, NodeAnswer])),

  run: async ({ ids, graph, tag, title, status, limit, cursor }, { events, sql, tenant }) => {
    if (ids !== undefined) {
      const found = await events.readMany(Node, [...new Set(ids.map(NodeId))]);
      const items = found.filter(({ state }) => state.status === 'live' || state.status === 'archived').map(nodeAnswer);
      return { items, truncated: false };
    }
    const after = placeOf(cursor, ['time', 'uuid'], 'graph.bad-cursor');
    const rows = await read(sql, {
      tenant,
      graph,
      tag: tag === undefined ? undefined : tagKey(Tag(tag)),
      name: title === undefined ? undefined : linkKey(title),
      status,
      after,
      limit: limit + 1,
    });
    return pageOf(rows, limit, { item: itemOf, place: ({ created_at, id }) => [created_at.toISOString(), id] });
  },
});

const itemOf = ({ created_at, updated_at, path, tags, aliases, ...row }: Awaited<ReturnType<typeof read>>[number]) => ({
  ...row,
  tags: [...tags],
  aliases: [...aliases],
  ...(path !== null && { path }),
  createdAt: created_at.toISOString(),
  updatedAt: updated_at.toISOString(),
});
