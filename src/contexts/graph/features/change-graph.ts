import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { archiveGraph, changeGraph as change, Graph, restoreGraph } from '../domain/graph.ts';
import { GraphId } from '../domain/id.ts';
import { Properties } from '../domain/properties.ts';
import { Title } from '../domain/title.ts';
import { aboutGraph } from './about.ts';
import { GraphAnswer, graphAnswer } from './graph-answer.ts';

export const changeGraph = command({
  name: 'graph.changeGraph',
  summary:
    'Changes name, description or settings of a graph, archives or restores it. An archived graph can be read, not changed.',
  access: 'graph:write',
  public: true,
  about: aboutGraph,
  input: t.Object({
    id: Id,
    name: t.Optional(t.String()),
    description: t.Optional(t.String({ maxLength: 1_000 })),
    settings: t.Optional(t.Record(t.String(), t.Unknown())),
    archived: t.Optional(t.Boolean()),
    revision: t.Optional(t.Integer()),
  }),
  output: GraphAnswer,

  run: async ({ id, name, description, settings, archived, revision }, { events }) => {
    const wanted = {
      name: name === undefined ? undefined : Title(name),
      description,
      settings: settings === undefined ? undefined : Properties(settings),
    };
    const changes = Object.values(wanted).some((value) => value !== undefined);
    return events.decide(
      { graph: [Graph, GraphId(id), { revision }] },
      ({ graph }) => {
        const restored = archived === false ? restoreGraph(graph) : [];
        const changed = changes ? change(restored.reduce(Graph.evolve, graph), wanted) : [];
        return { graph: [...restored, ...changed, ...(archived === true ? archiveGraph(graph) : [])] };
      },
      ({ graph }) => graphAnswer(graph),
    );
  },
});
