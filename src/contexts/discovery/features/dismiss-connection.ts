import { Type as t } from 'typebox';
import { getNodes } from '#graph/contract';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { Connections, dismiss } from '../domain/connections.ts';

const Id = t.String({ format: 'uuid' });

export const dismissConnection = command({
  name: 'discovery.dismissConnection',
  summary: 'Dismisses a discovered connection: it is never proposed again, from either note.',
  access: 'discovery:write',
  public: true,
  input: t.Object({ id: Id, target: Id }),
  output: t.Object({ id: Id, target: Id }),
  run: async ({ id, target }, { events, call }) => {
    const {
      items: [node],
    } = await call(getNodes, { ids: [id] });
    found(node !== undefined, 'graph.no-node', 'This note does not exist.');
    return events.decide(
      { here: [Connections, id], there: [Connections, target] },
      ({ here, there }) => ({ here: dismiss(here, there, { node: id, graph: node.graph, target }) }),
      () => ({ id, target }),
    );
  },
});
