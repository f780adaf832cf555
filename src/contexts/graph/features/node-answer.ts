import type { Static } from 'typebox';
import type { Folded } from '#platform/log/event-log';
import type { NodeAnswer } from '../contract.ts';
import { type Node, nodeExists } from '../domain/node.ts';

/** A note as every answer tells it. */
export const nodeAnswer = ({
  state,
  version,
  createdAt = '',
  changedAt = createdAt,
}: Folded<Node>): Static<typeof NodeAnswer> => {
  nodeExists(state);
  const { links: _, position, tags, aliases, properties, ...note } = state;
  return {
    ...note,
    tags: [...tags],
    aliases: [...aliases],
    properties: { ...properties },
    ...(position && { position: { ...position } }),
    revision: version,
    createdAt,
    updatedAt: changedAt,
  };
};
