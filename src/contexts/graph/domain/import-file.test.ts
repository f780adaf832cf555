import assert from 'node:assert/strict';
import { test } from 'vitest';
import { fold } from '#kernel/model';
import { Content } from './content.ts';
import type { Graph } from './graph.ts';
import { GraphId, NodeId } from './id.ts';
import { applyFile, type Before, type Change } from './import-file.ts';
import { printOf } from './import-print.ts';
import { Node, type NodeEvent, type Note } from './node.ts';
import { Path } from './path.ts';
import { Position } from './position.ts';
import { Properties } from './properties.ts';
import { Tag } from './tag.ts';
import { Title } from './title.ts';

const graphId = GraphId('0f0e0d0c-0b0a-4908-8706-050403020100');
const graph: Graph = {
  status: 'live',
  id: graphId,
  name: Title('Notes'),
  description: '',
  settings: Properties({}),
  isDefault: true,
};
const id = NodeId('5b0a4f4e-95a5-5d0c-9c1f-6a3f0b8f2a11');
const file = (content: string, source = 'vault'): Note => ({
  id,
  graph: graphId,
  title: Title('Plan'),
  content: Content(content),
  tags: [],
  aliases: [],
  properties: Properties({}),
  path: Path('plan.md'),
  source,
  links: [],
});
const created = (note: Note): NodeEvent => ({ type: 'NodeCreated', data: note });
const tagged: NodeEvent = { type: 'NodeTagsChanged', data: { id, graph: graphId, tags: [Tag('mine')] } };
const archived: NodeEvent = { type: 'NodeArchived', data: { id, graph: graphId } };
const deleted: NodeEvent = { type: 'NodeDeleted', data: { id, graph: graphId } };

const apply = (note: Note, past: readonly NodeEvent[], before: Partial<Before> = {}): Change =>
  applyFile({ path: 'plan.md', note }, { node: fold(Node, past), graph, room: true, ...before });
const last = (content: string) => ({ last: printOf(file(content)) });

const outcome = ({ applied, events }: Change): readonly string[] => [applied.outcome, ...events.map(({ type }) => type)];

test('a new file becomes a note', () => assert.deepEqual(outcome(apply(file('one'), [])), ['created', 'NodeCreated']));

test('the same file again changes nothing', () =>
  assert.deepEqual(outcome(apply(file('one'), [created(file('one'))], last('one'))), ['unchanged']));

test('a file that has changed updates its note', () =>
  assert.deepEqual(outcome(apply(file('two'), [created(file('one'))], last('one'))), ['updated', 'NodeContentUpdated']));

test('a note that only a person has changed is kept as it is', () =>
  assert.deepEqual(outcome(apply(file('one'), [created(file('one')), tagged], last('one'))), ['kept']));

test('where both have changed the file wins, and the outcome says so', () =>
  assert.deepEqual(outcome(apply(file('two'), [created(file('one')), tagged], last('one'))), [
    'overwrote',
    'NodeContentUpdated',
    'NodeTagsChanged',
  ]));

test('a place that a person gave to a note stays when its file changes', () => {
  const moved: NodeEvent = { type: 'NodeMoved', data: { id, graph: graphId, position: Position({ x: 1, y: 2, z: 3 }) } };
  assert.deepEqual(outcome(apply(file('two'), [created(file('one')), moved], last('one'))), ['updated', 'NodeContentUpdated']);
});

test('a note that a person deleted does not come back unless its file says something new', () => {
  assert.deepEqual(outcome(apply(file('one'), [created(file('one')), deleted], last('one'))), ['kept']);
  assert.deepEqual(outcome(apply(file('two'), [created(file('one')), deleted], last('one'))), ['created', 'NodeCreated']);
});

test('another source does not overwrite a note that came from elsewhere', () => {
  const { applied, events } = apply(file('two', 'other'), [created(file('one'))]);
  assert.equal(applied.trouble?.code, 'graph.import-other-source');
  assert.deepEqual(events, []);
});

test('an archived note is not changed', () =>
  assert.equal(apply(file('two'), [created(file('one')), archived], last('one')).applied.trouble?.code, 'graph.node-archived'));

test('a full graph takes no more notes, but still updates those it has', () => {
  assert.equal(apply(file('one'), [], { room: false }).applied.trouble?.code, 'graph.too-many-notes');
  assert.equal(apply(file('two'), [created(file('one'))], { room: false, ...last('one') }).applied.outcome, 'updated');
});

test('a file that is no note passes through with its reason', () => {
  const left = { path: 'a.png', outcome: 'skipped', trouble: { code: 'graph.import-attachment', message: 'No note.' } } as const;
  assert.deepEqual(applyFile(left, { node: Node.initial, graph, room: true }), { applied: left, events: [] });
});

test('what a note says has the same print in whatever order its properties are kept', () => {
  const one = { ...file('one'), properties: Properties({ a: 1, b: { c: [2], d: 'x' } }) };
  const other = { ...file('one'), properties: Properties({ b: { d: 'x', c: [2] }, a: 1 }) };
  assert.equal(printOf(one), printOf(other));
  assert.notEqual(printOf(one), printOf(file('one')));
  assert.notEqual(printOf(file('one')), printOf(file('two')));
});
