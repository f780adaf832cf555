import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Graph, openGraph } from '../domain/graph.ts';
import { GraphId } from '../domain/id.ts';
import { Properties } from '../domain/properties.ts';
import { Title } from '../domain/title.ts';
import { GraphAnswer, graphAnswer } from './graph-answer.ts';

export const createGraph = command({
  name: 'graph.createGraph',
  summary: 'Opens a new graph: a named collection of notes.',
  access: 'graph:write',
  public: true,
  answers: 201,
  input: t.Object({
    id: t.Optional(Id),
    name: t.String(),
    description: t.String({ default: '', maxLength: 1_000 }),
    settings: t.Optional(t.Record(t.String(), t.Unknown())),
  }),
  output: GraphAnswer,

  run: async ({ id, name, description, settings }, { events, newId }) => {
    const wanted = { id: GraphId(id ?? newId()), name: Title(name), description, settings: Properties(settings ?? {}) };
    return events.decide(
      { graph: [Graph, wanted.id] },
      ({ graph }) => ({ graph: openGraph(graph, wanted) }),
      ({ graph }) => graphAnswer(graph),
    );
  },
});
