import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { given } from '#testing/given';
import { Content } from './content.ts';
import { becomes, changeEdge, connect, type Connection, disconnect, Edge, type EdgeEvent } from './edge.ts';
import { EdgeType } from './edge-type.ts';
import { Graph } from './graph.ts';
import { EdgeId, GraphId, NodeId } from './id.ts';
import { Node } from './node.ts';
import { Properties } from './properties.ts';
import { Title } from './title.ts';
import { Weight } from './weight.ts';

const fact = (event: EdgeEvent): EdgeEvent => event; // typed as one of the stream, whichever it is

const uuid = (last: number) => `018f0000-0000-7000-8000-${String(last).padStart(12, '0')}`;
const [g, other] = [GraphId(uuid(1)), GraphId(uuid(2))];
const nodeIn = (graph: GraphId, last: number) =>
  fold(Node, [
    {
      type: 'NodeCreated',
      data: {
        id: NodeId(uuid(last)),
        graph,
        title: Title('n'),
        content: Content(''),
        tags: [],
        aliases: [],
        properties: Properties({}),
        links: [],
      },
    },
  ]);
const graph = fold(Graph, [
  { type: 'GraphCreated', data: { id: g, name: Title('g'), description: '', settings: Properties({}) } },
]);
const [source, target] = [nodeIn(g, 3), nodeIn(g, 4)];
const ends = { id: EdgeId(uuid(9)), graph: g, source: NodeId(uuid(3)), target: NodeId(uuid(4)), type: EdgeType('supports') };
const wanted: Connection = { ...ends, directed: true, origin: 'manual', weight: Weight(0.5), metadata: Properties({ a: 1 }) };
const connected = fact({ type: 'EdgeConnected', data: wanted });
const places = { graph, source, target };

test('two notes are connected once', () => {
  given(Edge)
    .when((edge) => connect(edge, places, wanted))
    .then(connected);
  given(Edge, connected)
    .when((edge) => connect(edge, places, wanted))
    .thenNothing();
});

test('connecting them again with another weight or other metadata changes the edge', () => {
  const next = { ...wanted, weight: Weight(1), metadata: Properties({}) };
  const events: EdgeEvent[] = [
    { type: 'EdgeWeightUpdated', data: { ...ends, weight: Weight(1) } },
    { type: 'EdgeMetadataChanged', data: { ...ends, metadata: Properties({}) } },
  ];
  given(Edge, connected)
    .when((edge) => connect(edge, places, next))
    .then(...events);
  given(Edge, connected)
    .when((edge) => changeEdge(edge, graph, next))
    .then(...events);
  given(Edge, connected, ...events)
    .when((edge) => connect(edge, places, next))
    .thenNothing();
  given(Edge, connected)
    .when((edge) => changeEdge(edge, graph, {}))
    .thenNothing();
});

test('both notes must be there, live, different and of the same graph', () => {
  const refuse = (change: Partial<typeof places>, code: string) =>
    given(Edge)
      .when((edge) => connect(edge, { ...places, ...change }, wanted))
      .thenRejected(code);
  const archived = Node.evolve(target, { type: 'NodeArchived', data: { id: ends.target, graph: g } });
  const deleted = Node.evolve(target, { type: 'NodeDeleted', data: { id: ends.target, graph: g } });
  refuse({ source: Node.initial }, 'graph.no-source');
  refuse({ source: deleted }, 'graph.no-source');
  refuse({ target: Node.initial }, 'graph.no-target');
  refuse({ target: deleted }, 'graph.no-target');
  refuse({ target: archived }, 'graph.node-archived');
  refuse({ source: archived }, 'graph.node-archived');
  refuse({ target: source }, 'graph.self-edge');
  refuse({ target: nodeIn(other, 4) }, 'graph.other-graph');
  refuse({ source: nodeIn(other, 3) }, 'graph.other-graph');
  refuse({ graph: Graph.evolve(graph, { type: 'GraphArchived', data: { id: g } }) }, 'graph.graph-archived');
});

test('with another type it becomes another edge', () => {
  const next = EdgeId(uuid(10));
  const changed = fact({ type: 'EdgeTypeChanged', data: { ...ends, became: next } });
  given(Edge, connected)
    .when((edge) => becomes(edge, graph, next))
    .then(changed);
  given(Edge, connected)
    .when((edge) => becomes(edge, graph, ends.id))
    .thenNothing();
  given(Edge, connected, changed)
    .when((edge) => becomes(edge, graph, next))
    .thenRejected('graph.no-edge');
  given(Edge)
    .when((edge) => changeEdge(edge, graph, {}))
    .thenRejected('graph.no-edge');
});

test('an edge is disconnected once, and can be connected again', () => {
  const disconnected = fact({ type: 'EdgeDisconnected', data: ends });
  given(Edge, connected).when(disconnect).then(disconnected);
  given(Edge).when(disconnect).thenNothing();
  given(Edge, connected, disconnected).when(disconnect).thenNothing();
  given(Edge, connected, disconnected)
    .when((edge) => connect(edge, places, wanted))
    .then(connected);
  expect(fold(Edge, [disconnected])).toEqual({ status: 'open' });
});
