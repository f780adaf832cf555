import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import type { AppendId } from '#platform/log/event-log';
import { Id } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { Node, type NodeEvent, nodeExists } from '../domain/node.ts';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { aboutNode } from './about.ts';

export const getHistory = query({
  name: 'graph.getHistory',
  summary: 'Tells what happened to a note, oldest first: each event with its data, who caused it and when.',
  access: 'graph:read',
  public: true,
  about: aboutNode,
  input: t.Object({ id: Id, ...paging }),
  output: Page(
    t.Object({
      revision: t.Integer(),
      position: t.Integer(),
      type: t.String(),
      data: t.Record(t.String(), t.Unknown()),
      actor: t.String(),
      at: t.String(),
    }),
  ),

  run: async ({ id, limit, cursor }, { events }) => {
    const node = NodeId(id);
    nodeExists((await events.read(Node, node)).state);
    const [after = 0, append = ''] = placeOf(cursor, ['integer', 'append'], 'graph.bad-cursor') ?? [];
    const rows = await events.history<NodeEvent>({ name: Node.name }, node, {
      after: Number(after),
      ...(append !== '' && { append: append as AppendId }), // the seam: a cursor brings back what was put into it
      limit: limit + 1,
    });
    return pageOf(rows, limit, {
      place: ({ version, append: own }) => [version, own ?? ''],
      item: ({ version, position, type, data, meta, recordedAt }) => ({
        revision: version,
        position,
        type,
        data: { ...data },
        actor: meta.actor,
        at: recordedAt,
      }),
    });
  },
});
