import type { Static } from 'typebox';
import type { Folded } from '#platform/log/event-log';
import type { EdgeAnswer } from '../contract.ts';
import { type Edge, edgeExists } from '../domain/edge.ts';

/** An edge as every answer tells it. */
export const edgeAnswer = ({
  state,
  version,
  createdAt = '',
  changedAt = createdAt,
}: Folded<Edge>): Static<typeof EdgeAnswer> => {
  edgeExists(state);
  const { status: _, metadata, ...edge } = state;
  return { ...edge, metadata: { ...metadata }, revision: version, createdAt, updatedAt: changedAt };
};
