import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id } from '../contract.ts';
import { listGraphs as read } from '../views/graphs.ts';
import { Page, pageOf, paging, placeOf } from '#platform/page';

export const listGraphs = query({
  name: 'graph.listGraphs',
  summary: 'Lists the graphs, oldest first.',
  access: 'graph:read',
  public: true,
  input: t.Object({ ...paging }),
  output: Page(
    t.Object({
      id: Id,
      name: t.String(),
      description: t.String(),
      isDefault: t.Boolean(),
      status: t.String(),
      revision: t.Integer(),
      nodes: t.Integer(),
      edges: t.Integer(),
      createdAt: t.String(),
      updatedAt: t.String(),
    }),
  ),

  run: async ({ limit, cursor }, { sql, tenant }) => {
    const rows = await read(sql, { tenant, after: placeOf(cursor, ['time', 'uuid'], 'graph.bad-cursor'), limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ created_at, id }) => [created_at.toISOString(), id],
      item: ({ is_default, created_at, updated_at, ...row }) => ({
        ...row,
        isDefault: is_default,
        createdAt: created_at.toISOString(),
        updatedAt: updated_at.toISOString(),
      }),
    });
  },
});
