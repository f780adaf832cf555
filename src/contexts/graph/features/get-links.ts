import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { Node, nodeExists } from '../domain/node.ts';
import { linksOf } from '../views/links.ts';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { aboutNode } from './about.ts';

export const getLinks = query({
  name: 'graph.getLinks',
  summary:
    'Lists the links in a note, in their order, and the notes they lead to. A link by a name that several notes share is ambiguous.',
  access: 'graph:read',
  public: true,
  about: aboutNode,
  input: t.Object({
    id: Id,
    unresolved: t.Boolean({ default: false, description: 'Only links that lead to no note.' }),
    ...paging,
  }),
  output: Page(
    t.Object({
      ordinal: t.Integer(),
      target: t.String({ description: 'As written.' }),
      kind: t.String(),
      heading: t.Optional(t.String()),
      block: t.Optional(t.String()),
      alias: t.Optional(t.String()),
      status: t.Union([t.Literal('resolved'), t.Literal('unresolved'), t.Literal('ambiguous')]),
      node: t.Optional(t.Object({ id: Id, title: t.String() })),
      candidates: t.Optional(t.Integer({ description: 'How many notes an ambiguous link could mean.' })),
    }),
  ),

  run: async ({ id, unresolved, limit, cursor }, { events, sql, tenant }) => {
    const node = NodeId(id);
    nodeExists((await events.read(Node, node)).state);
    const [after = -1] = placeOf(cursor, ['integer'], 'graph.bad-cursor') ?? [];
    const rows = await linksOf(sql, { tenant, node, after: Number(after), unresolved, limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ ordinal }) => [ordinal],
      item: ({ ordinal, target, kind, heading, block, alias, resolved, title, carriers }) => ({
        ordinal,
        target,
        kind,
        ...(heading !== null && { heading }),
        ...(block !== null && { block }),
        ...(alias !== null && { alias }),
        status: resolved !== null ? ('resolved' as const) : carriers > 0 ? ('ambiguous' as const) : ('unresolved' as const),
        ...(resolved !== null && { node: { id: resolved, title: title ?? '' } }),
        ...(resolved === null && carriers > 0 && { candidates: carriers }),
      }),
    });
  },
});
