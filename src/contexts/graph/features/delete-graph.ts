import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { deleteGraph as remove, Graph } from '../domain/graph.ts';
import { GraphId } from '../domain/id.ts';
import { countsOf } from '../views/counts.ts';
import { aboutGraph } from './about.ts';

export const deleteGraph = command({
  name: 'graph.deleteGraph',
  summary: 'Deletes an empty graph. One that has notes is refused: archive it, or delete them first.',
  access: 'graph:write',
  public: true,
  about: aboutGraph,
  input: t.Object({ id: Id, revision: t.Optional(t.Integer()) }),
  output: t.Null(),

  run: async ({ id, revision }, { events, sql, tenant }) => {
    const graph = GraphId(id);
    let notes = 0;
    return events.decide(
      async () => {
        ({ nodes: notes } = await countsOf(sql, tenant, graph));
        return { graph: [Graph, graph, { revision }] } as const;
      },
      (current) => ({ graph: remove(current.graph, notes) }),
      () => null,
      // The graph is locked by now, and who writes a note into it locks it too: one that came since the look before shows here.
      { confirm: async (_, inside) => (await countsOf(inside, tenant, graph)).nodes === notes },
    );
  },
});
