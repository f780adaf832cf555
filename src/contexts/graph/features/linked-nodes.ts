import { query } from '#platform/feature';
import { linkedNodes as contract } from '../contract.ts';
import { NodeId } from '../domain/id.ts';
import { tiesOf } from '../views/neighbours.ts';

export const linkedNodes = query({
  ...contract,
  access: 'graph:read',
  public: true,
  run: async ({ ids }, { sql, tenant }) => {
    const asked = [...new Set(ids.map(NodeId))];
    const linked = new Map(asked.map((id): [string, Set<string>] => [id, new Set()]));
    for (const { node, other } of await tiesOf(sql, tenant, asked)) linked.get(node)?.add(other);
    return { items: [...linked].map(([id, others]) => ({ id, linked: [...others] })) };
  },
});
