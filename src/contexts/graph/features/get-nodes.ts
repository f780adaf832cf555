import { query } from '#platform/feature';
import { getNodes as contract } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { Node } from '../domain/node.ts';
import { nodeAnswer } from './node-answer.ts';

export const getNodes = query({
  ...contract,
  access: 'graph:read',
  public: true,
  run: async ({ ids }, { events }) => {
    const nodes = await events.readMany(Node, [...new Set(ids.map(NodeId))]);
    return { items: nodes.filter(({ state }) => state.status === 'live' || state.status === 'archived').map(nodeAnswer) };
  },
});
