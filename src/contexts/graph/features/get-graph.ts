import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id } from '../contract.ts';
import { Graph } from '../domain/graph.ts';
import { GraphId } from '../domain/id.ts';
import { countsOf } from '../views/counts.ts';
import { aboutGraph } from './about.ts';
import { GraphAnswer, graphAnswer } from './graph-answer.ts';

export const getGraph = query({
  name: 'graph.getGraph',
  summary: 'Reads what is said of a graph, and how much it holds.',
  access: 'graph:read',
  public: true,
  about: aboutGraph,
  input: t.Object({ id: Id }),
  output: t.Object({ ...GraphAnswer.properties, nodes: t.Integer(), edges: t.Integer() }),
  run: async ({ id }, { events, sql, tenant }) => {
    const graph = GraphId(id);
    return { ...graphAnswer(await events.read(Graph, graph)), ...(await countsOf(sql, tenant, graph)) };
  },
});
