import { type Static, Type as t } from 'typebox';
import type { Folded } from '#platform/log/event-log';
import { Id } from '../contract.ts';
import { exists, type Graph } from '../domain/graph.ts';

export const GraphAnswer = t.Object({
  id: Id,
  name: t.String(),
  description: t.String(),
  settings: t.Record(t.String(), t.Unknown()),
  isDefault: t.Boolean(),
  status: t.Union([t.Literal('live'), t.Literal('archived')]),
  revision: t.Integer(),
  createdAt: t.String(),
  updatedAt: t.String(),
});

/** A graph as every answer tells it. */
export const graphAnswer = ({
  state,
  version,
  createdAt = '',
  changedAt = createdAt,
}: Folded<Graph>): Static<typeof GraphAnswer> => {
  exists(state);
  const { settings, ...graph } = state;
  return { ...graph, settings: { ...settings }, revision: version, createdAt, updatedAt: changedAt };
};
