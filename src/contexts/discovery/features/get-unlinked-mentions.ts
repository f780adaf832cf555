import { Type as t } from 'typebox';
import { getNodes } from '#graph/contract';
import { found } from '#kernel/rejection';
import { query } from '#platform/feature';
import type { Engine } from '../ports.ts';
import type { Fill } from '../services/filling.ts';

const Id = t.String({ format: 'uuid' });

export const getUnlinkedMentions = ({ engine, fill }: { readonly engine: Engine; readonly fill: Fill }) =>
  query({
    name: 'discovery.getUnlinkedMentions',
    summary: 'Lists the notes that name a note, by title or alias, in running text without a link to it.',
    access: 'discovery:read',
    input: t.Object({ id: Id, limit: t.Integer({ minimum: 1, maximum: 100, default: 50 }) }),
    output: t.Object({
      items: t.Array(t.Object({ id: Id, title: t.String(), text: t.String(), line: t.Integer(), count: t.Integer() })),
      truncated: t.Boolean(),
    }),
    run: async ({ id, limit }, { sql, tenant, call }) => {
      const { items: [node] } = await call(getNodes, { ids: [id] });
      found(node !== undefined, 'graph.no-node', 'This note does not exist.');
      const key = { tenant, graph: node.graph };
      await fill(sql, key);
      const places = await engine.mentionsOf(key, id);
      const { items: notes } = await call(getNodes, { ids: places.slice(0, limit).map(({ from }) => from) });
      const titles = new Map(notes.map((note) => [note.id, note.title]));
      const items = places.slice(0, limit).map(({ from, text, line, count }) => ({ id: from, title: titles.get(from) ?? '', text, line, count }));
      return { items, truncated: places.length > limit };
    },
  });
