import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id } from '../contract.ts';
import { exists, Graph } from '../domain/graph.ts';
import { GraphId } from '../domain/id.ts';
import { unresolvedIn } from '../views/links.ts';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { aboutGraph } from './about.ts';

const Unresolved = t.Object({
  target: t.String({ description: 'As one of the links writes it.' }),
  notes: t.Integer({ description: 'How many notes link to it.' }),
  sources: t.Array(Id, { description: 'Up to five of them.' }),
  status: t.Union([t.Literal('unresolved'), t.Literal('ambiguous')]),
  candidates: t.Optional(t.Integer({ description: 'How many notes an ambiguous link could mean.' })),
});

export const getUnresolved = query({
  name: 'graph.getUnresolved',
  summary: 'Lists what the notes of a graph link to and no note answers to, most wanted first.',
  access: 'graph:read',
  public: true,
  about: aboutGraph,
  input: t.Object({ id: Id, ...paging }),
  output: t.Object({ ...Page(Unresolved).properties, total: t.Integer() }),

  run: async ({ id, limit, cursor }, { events, sql, tenant }) => {
    const graph = GraphId(id);
    exists((await events.read(Graph, graph)).state);
    const after = placeOf(cursor, ['integer', 'text'], 'graph.bad-cursor');
    const rows = await unresolvedIn(sql, { tenant, graph, after, limit: limit + 1 });
    const page = pageOf(rows, limit, {
      place: ({ notes, key }) => [-notes, key],
      item: ({ target, notes, sources, carriers }) => ({
        target,
        notes,
        sources: [...sources],
        ...(carriers > 0 ? { status: 'ambiguous' as const, candidates: carriers } : { status: 'unresolved' as const }),
      }),
    });
    return { ...page, total: rows[0]?.total ?? 0 };
  },
});
