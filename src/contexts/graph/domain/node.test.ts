import { describe, expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { given } from '#testing/given';
import { Alias } from './alias.ts';
import { Content } from './content.ts';
import { Graph } from './graph.ts';
import { GraphId, NodeId } from './id.ts';
import {
  aliasesAfter,
  archiveNode,
  createNode,
  deleteNode,
  Node,
  type NodeEvent,
  type Note,
  restoreNode,
  updateNode,
  type Wanted,
} from './node.ts';
import { Position } from './position.ts';
import { Properties } from './properties.ts';
import { Tag } from './tag.ts';
import { Title } from './title.ts';

const fact = (event: NodeEvent): NodeEvent => event; // typed as one of the stream, whichever it is

const id = NodeId('018F0000-0000-7000-8000-000000000001');
const graph = GraphId('018f0000-0000-7000-8000-00000000000a');
const live = fold(Graph, [
  { type: 'GraphCreated', data: { id: graph, name: Title('g'), description: '', settings: Properties({}) } },
]);
const put = Graph.evolve(live, { type: 'GraphArchived', data: { id: graph } });
const link = { target: 'Log', key: 'log', kind: 'wikilink' } as const;
const note: Note = {
  id,
  graph,
  title: Title('Almanac'),
  content: Content('[[Log]]'),
  tags: [Tag('idea')],
  aliases: [Alias('House')],
  properties: Properties({ a: 1, b: { c: 2 } }),
  links: [link],
};
const created = fact({ type: 'NodeCreated', data: note });
const archived = fact({ type: 'NodeArchived', data: { id, graph } });
const deleted = fact({ type: 'NodeDeleted', data: { id, graph } });
const { id: _, graph: __, ...asItIs } = note;
const wanting = (change: Partial<Wanted>) => (node: Node) => updateNode(node, live, { ...asItIs, ...change });

describe('a note is created', () => {
  test('where there is none, or was one', () => {
    given(Node)
      .when((node) => createNode(node, live, note))
      .then(created);
    given(Node, created, deleted)
      .when((node) => createNode(node, live, note))
      .then(created);
  });
  test('once, in whatever order its properties come back', () =>
    given(Node, created)
      .when((node) => createNode(node, live, { ...note, properties: Properties({ b: { c: 2 }, a: 1 }) }))
      .thenNothing());
  test('not over another one', () => {
    given(Node, created)
      .when((node) => createNode(node, live, { ...note, title: Title('Other') }))
      .thenRejected('graph.node-exists');
    given(Node, created, archived)
      .when((node) => createNode(node, live, note))
      .thenRejected('graph.node-exists');
  });
  test('not in a graph that is archived or does not exist', () => {
    given(Node)
      .when((node) => createNode(node, put, note))
      .thenRejected('graph.graph-archived');
    given(Node)
      .when((node) => createNode(node, Graph.initial, note))
      .thenRejected('graph.no-graph');
  });
});

describe('a note is changed', () => {
  const cases: readonly [string, Partial<Wanted>, NodeEvent[]][] = [
    ['nothing', {}, []],
    ['its title', { title: Title('New') }, [{ type: 'NodeRetitled', data: { id, graph, title: Title('New') } }]],
    ['its aliases', { aliases: [] }, [{ type: 'NodeAliasesChanged', data: { id, graph, aliases: [] } }]],
    [
      'its text',
      { content: Content('x'), links: [] },
      [{ type: 'NodeContentUpdated', data: { id, graph, content: Content('x'), links: [] } }],
    ],
    [
      'how its links are read',
      { links: [{ ...link, alias: 'x' }] },
      [{ type: 'NodeContentUpdated', data: { id, graph, content: note.content, links: [{ ...link, alias: 'x' }] } }],
    ],
    ['its tags', { tags: [] }, [{ type: 'NodeTagsChanged', data: { id, graph, tags: [] } }]],
    [
      'its properties',
      { properties: Properties({ a: 2 }) },
      [{ type: 'NodePropertiesChanged', data: { id, graph, properties: Properties({ a: 2 }) } }],
    ],
    [
      'its place',
      { position: Position({ x: 1, y: 2 }) },
      [{ type: 'NodeMoved', data: { id, graph, position: Position({ x: 1, y: 2 }) } }],
    ],
  ];
  test.each(cases)('in %s by just that event, and then not again', (_name, change, events) => {
    given(Node, created)
      .when(wanting(change))
      .then(...events);
    given(Node, created, ...events)
      .when(wanting(change))
      .thenNothing();
  });
  test('and loses its place', () =>
    given(Node, fact({ type: 'NodeCreated', data: { ...note, position: Position({ x: 1, y: 2 }) } }))
      .when(wanting({}))
      .then({ type: 'NodeMoved', data: { id, graph, position: null } }));
  test('only while it is live and its graph is', () => {
    given(Node).when(wanting({})).thenRejected('graph.no-node');
    given(Node, created, deleted).when(wanting({})).thenRejected('graph.no-node');
    given(Node, created, archived).when(wanting({})).thenRejected('graph.node-archived');
    given(Node, created)
      .when((node) => updateNode(node, put, asItIs))
      .thenRejected('graph.graph-archived');
  });
});

describe('a former title', () => {
  test('becomes an alias, and a title that was an alias is none any more', () => {
    expect(aliasesAfter(note, Title('New'))).toEqual(['House', 'Almanac']);
    expect(aliasesAfter(note, Title('House'))).toEqual(['Almanac']);
    expect(aliasesAfter(note, note.title)).toEqual(['House']);
  });
  test('does not push out aliases that were given', () => {
    const aliases = Array.from({ length: 50 }, (_each, index) => Alias(`a${index}`));
    expect(aliasesAfter({ ...note, aliases }, Title('New'))).toEqual(aliases);
  });
});

describe('a note is put away', () => {
  test('once', () => {
    given(Node, created)
      .when((node) => archiveNode(node, live))
      .then(archived);
    given(Node, created, archived)
      .when((node) => archiveNode(node, live))
      .thenNothing();
    given(Node, created)
      .when((node) => restoreNode(node, live))
      .thenNothing();
    given(Node)
      .when((node) => archiveNode(node, live))
      .thenRejected('graph.no-node');
    given(Node, created)
      .when((node) => archiveNode(node, put))
      .thenRejected('graph.graph-archived');
  });
  test('and brought back with its names and links', () => {
    const { content: _content, properties: _properties, ...data } = note;
    given(Node, created, archived)
      .when((node) => restoreNode(node, live))
      .then({ type: 'NodeRestored', data });
    expect(fold(Node, [created, archived, { type: 'NodeRestored', data }])).toEqual({ ...note, status: 'live' });
  });
});

test('a note is deleted, also when it was put away', () => {
  given(Node, created)
    .when((node) => deleteNode(node, live))
    .then(deleted);
  given(Node, created, archived)
    .when((node) => deleteNode(node, live))
    .then(deleted);
  given(Node, created, deleted)
    .when((node) => deleteNode(node, live))
    .thenRejected('graph.no-node');
  given(Node, created)
    .when((node) => deleteNode(node, put))
    .thenRejected('graph.graph-archived');
});

test('what happens after a note is gone changes nothing', () =>
  expect(fold(Node, [archived, created, deleted, archived])).toEqual({ status: 'deleted' }));

test('an id is a UUID, in small letters', () => {
  expect(NodeId('018F0000-0000-7000-8000-00000000000A')).toBe('018f0000-0000-7000-8000-00000000000a');
  for (const bad of ['', 'x', '018f0000-0000-7000-8000-00000000000', "018f0000-0000-7000-8000-00000000000a'"])
    expect(() => NodeId(bad)).toThrow('An id is a UUID.');
});
