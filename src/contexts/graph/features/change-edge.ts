import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { EdgeAnswer, Id } from '../contract.ts';
import { becomes, changeEdge as change, connect, Edge, edgeExists } from '../domain/edge.ts';
import { EdgeType } from '../domain/edge-type.ts';
import { Graph } from '../domain/graph.ts';
import { EdgeId } from '../domain/id.ts';
import { Node } from '../domain/node.ts';
import { Properties } from '../domain/properties.ts';
import { Weight } from '../domain/weight.ts';
import { aboutEdge } from './about.ts';
import { edgeAnswer } from './edge-answer.ts';
import { edgeEnds } from './ids.ts';

export const changeEdge = command({
  name: 'graph.changeEdge',
  summary: 'Changes weight, metadata or type of an edge. With another type it is another edge and answers another id.',
  access: 'graph:write',
  public: true,
  about: aboutEdge,
  input: t.Object({
    id: Id,
    weight: t.Optional(t.Number({ minimum: 0, maximum: 1 })),
    metadata: t.Optional(t.Record(t.String(), t.Unknown())),
    type: t.Optional(t.String()),
    revision: t.Optional(t.Integer()),
  }),
  output: EdgeAnswer,

  run: async (input, { events }) => {
    const { state: now } = await events.read(Edge, EdgeId(input.id));
    edgeExists(now);
    const weight = input.weight === undefined ? undefined : Weight(input.weight);
    const metadata = input.metadata === undefined ? undefined : Properties(input.metadata);
    const type = input.type === undefined ? now.type : EdgeType(input.type);
    const { id, graph, source, target } = now;
    const edge = [Edge, id, { revision: input.revision }] as const;
    if (type === now.type)
      return events.decide(
        { graph: [Graph, graph], edge },
        (current) => ({ edge: change(current.edge, current.graph, { weight, metadata }) }),
        (after) => edgeAnswer(after.edge),
      );
    const next = edgeEnds({ graph, type, source, target });
    return events.decide(
      { graph: [Graph, graph], source: [Node, next.source], target: [Node, next.target], edge, next: [Edge, next.id] },
      (current) => {
        edgeExists(current.edge);
        const { origin } = current.edge;
        const wanted = { ...next, origin, weight: weight ?? current.edge.weight, metadata: metadata ?? current.edge.metadata };
        return { edge: becomes(current.edge, current.graph, next.id), next: connect(current.next, current, wanted) };
      },
      (after) => edgeAnswer(after.next),
    );
  },
});
