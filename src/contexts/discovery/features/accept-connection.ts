import { Type as t } from 'typebox';
import { connectNodes, EdgeAnswer } from '#graph/contract';
import { command } from '#platform/feature';
import { accept, Connections } from '../domain/connections.ts';

const Id = t.String({ format: 'uuid' });

export const acceptConnection = command({
  name: 'discovery.acceptConnection',
  summary: 'Makes a discovered connection an edge.',
  access: 'discovery:write',
  public: true,
  input: t.Object({ id: Id, target: Id }),
  output: EdgeAnswer,
  run: async ({ id, target }, { events, call }) => {
    const { state } = await events.read(Connections, id);
    const weight = state.items.find((each) => each.id === target)?.weight;
    accept(state, { node: id, graph: '' }, target); // refuse what was never found, before an edge is made
    // The edge first: should the second step fail, repeating both changes nothing that is done already.
    const edge = await call(connectNodes, { source: id, target, type: 'relates_to', origin: 'manual', weight: weight ?? 1 });
    return events.decide(
      { connections: [Connections, id] },
      ({ connections }) => ({ connections: accept(connections, { node: id, graph: edge.graph }, target) }),
      () => edge,
    );
  },
});
