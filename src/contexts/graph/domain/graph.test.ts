import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import { given } from '#testing/given';
import {
  archiveGraph,
  changeGraph,
  deleteGraph,
  Graph,
  type GraphEvent,
  hasRoom,
  openDefaultGraph,
  openGraph,
  restoreGraph,
} from './graph.ts';
import { GraphId } from './id.ts';
import { Properties } from './properties.ts';
import { Title } from './title.ts';

const fact = (event: GraphEvent): GraphEvent => event; // typed as one of the stream, whichever it is

const id = GraphId('018f0000-0000-7000-8000-000000000001');
const wanted = { id, name: Title('Work'), description: '', settings: Properties({}) };
const created = fact({ type: 'GraphCreated', data: wanted });
const byDefault = fact({ type: 'GraphCreated', data: { ...wanted, isDefault: true } });
const archived = fact({ type: 'GraphArchived', data: { id } });
const deleted = fact({ type: 'GraphDeleted', data: { id } });

test('a graph is opened once', () => {
  given(Graph)
    .when((graph) => openGraph(graph, wanted))
    .then(created);
  given(Graph, created)
    .when((graph) => openGraph(graph, wanted))
    .thenNothing();
  given(Graph, created)
    .when((graph) => openGraph(graph, { ...wanted, name: Title('Other') }))
    .thenRejected('graph.graph-exists');
  given(Graph, created, archived)
    .when((graph) => openGraph(graph, wanted))
    .thenRejected('graph.graph-exists');
});

test('the default graph is opened when it is needed, also after it was deleted, and stays as it is otherwise', () => {
  given(Graph)
    .when((graph) => openDefaultGraph(graph, wanted))
    .then(byDefault);
  given(Graph, byDefault, deleted)
    .when((graph) => openDefaultGraph(graph, wanted))
    .then(byDefault);
  given(Graph, byDefault)
    .when((graph) => openDefaultGraph(graph, { ...wanted, name: Title('Other') }))
    .thenNothing();
  expect(fold(Graph, [byDefault])).toMatchObject({ isDefault: true });
});

test('a graph is changed by what is new', () => {
  const [name, settings] = [Title('Works'), Properties({ colour: 'blue' })];
  given(Graph, created)
    .when((graph) => changeGraph(graph, {}))
    .thenNothing();
  given(Graph, created)
    .when((graph) => changeGraph(graph, { name, description: undefined, settings }))
    .then(
      { type: 'GraphRenamed', data: { id, name, description: '' } },
      { type: 'GraphSettingsChanged', data: { id, settings } },
    );
  given(Graph, created)
    .when((graph) => changeGraph(graph, { description: 'x' }))
    .then({ type: 'GraphRenamed', data: { id, name: wanted.name, description: 'x' } });
  given(Graph, created, archived)
    .when((graph) => changeGraph(graph, { name }))
    .thenRejected('graph.graph-archived');
  given(Graph)
    .when((graph) => changeGraph(graph, { name }))
    .thenRejected('graph.no-graph');
});

test('a graph is archived and restored', () => {
  given(Graph, created).when(archiveGraph).then(archived);
  given(Graph, created, archived).when(archiveGraph).thenNothing();
  given(Graph, created).when(restoreGraph).thenNothing();
  given(Graph, created, archived).when(restoreGraph).then({ type: 'GraphRestored', data: { id } });
  given(Graph).when(archiveGraph).thenRejected('graph.no-graph');
  expect(fold(Graph, [created, archived, { type: 'GraphRestored', data: { id } }])).toEqual(fold(Graph, [created]));
});

test('only an empty graph is deleted', () => {
  given(Graph, created)
    .when((graph) => deleteGraph(graph, 0))
    .then(deleted);
  given(Graph, created, archived)
    .when((graph) => deleteGraph(graph, 0))
    .then(deleted);
  given(Graph, created)
    .when((graph) => deleteGraph(graph, 1))
    .thenRejected('graph.not-empty');
  given(Graph, created, deleted)
    .when((graph) => deleteGraph(graph, 0))
    .thenRejected('graph.no-graph');
  expect(fold(Graph, [archived])).toEqual({ status: 'missing' });
});

test('what a full graph refuses is named', () => {
  hasRoom({ nodes: 1, edges: 1 });
  expect(() => hasRoom({ nodes: 0 })).toThrow('A graph holds at most 100,000 notes.');
  expect(() => hasRoom({ edges: 0 })).toThrow('A graph holds at most 1,000,000 edges.');
});
