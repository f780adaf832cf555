import { getNodes, linkedNodes } from '#graph/contract';
import { query } from '#platform/feature';
import { found } from '#kernel/rejection';
import { getConnections as contract } from '../contract.ts';
import { connectionsOf } from '../views/connections.ts';

export const getConnections = query({
  ...contract,
  access: 'discovery:read',
  public: true,
  run: async ({ id, limit }, { sql, tenant, call }) => {
    const [connections, { items: linked }, { items: nodes }] = await Promise.all([
      connectionsOf(sql, tenant, id),
      call(linkedNodes, { ids: [id] }), // a link made a moment ago is no longer a proposal
      call(getNodes, { ids: [id] }),
    ]);
    found(nodes.length > 0, 'graph.no-node', 'This note does not exist.');
    const known = new Set(linked.flatMap((each) => each.linked));
    return { items: connections.filter((each) => !known.has(each.id)).slice(0, limit) };
  },
});
