import { Type as t } from 'typebox';
import { getNodes } from '#graph/contract';
import { found } from '#kernel/rejection';
import { query } from '#platform/feature';
import type { Engine } from '../ports.ts';
import type { Filling } from '../services/filling.ts';
import { headsOf } from '../views/documents.ts';

const Id = t.String({ format: 'uuid' });

export const getUnlinkedMentions = ({ engine, filling }: { readonly engine: Engine; readonly filling: Filling }) =>
  query({
    name: 'discovery.getUnlinkedMentions',
    summary: 'Lists the notes that name a note, by title or alias, in running text without a link to it.',
    access: 'discovery:read',
    public: true,
    input: t.Object({ id: Id, limit: t.Integer({ minimum: 1, maximum: 100, default: 50 }) }),
    output: t.Object({
      items: t.Array(t.Object({ id: Id, title: t.String(), text: t.String(), line: t.Integer(), count: t.Integer() })),
      truncated: t.Boolean(),
    }),
    run: async ({ id, limit }, { sql, tenant, call }) => {
      const {
        items: [node],
      } = await call(getNodes, { ids: [id] });
      found(node !== undefined, 'graph.no-node', 'This note does not exist.');
      const graph = { tenant, graph: node.graph };
      const through = (await headsOf(sql, tenant)).find((head) => head.graph === node.graph)?.place ?? 0;
      const places = await filling.ask(sql, { graph, through }, () => engine.mentionsOf(graph, id));
      const { items: notes } = await call(getNodes, { ids: places.slice(0, limit).map(({ from }) => from) });
      const titles = new Map(notes.map((note) => [note.id, note.title]));
      const items = places
        .slice(0, limit)
        .map(({ from, text, line, count }) => ({ id: from, title: titles.get(from) ?? '', text, line, count }));
      return { items, truncated: places.length > limit };
    },
  });
