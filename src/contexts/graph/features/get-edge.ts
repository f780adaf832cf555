import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { EdgeAnswer, Id } from '../contract.ts';
import { Edge } from '../domain/edge.ts';
import { EdgeId } from '../domain/id.ts';
import { aboutEdge } from './about.ts';
import { edgeAnswer } from './edge-answer.ts';

export const getEdge = query({
  name: 'graph.getEdge',
  summary: 'Reads an edge.',
  access: 'graph:read',
  public: true,
  about: aboutEdge,
  input: t.Object({ id: Id }),
  output: EdgeAnswer,
  run: async ({ id }, { events }) => edgeAnswer(await events.read(Edge, EdgeId(id))),
});
