import assert from 'node:assert/strict';
import { test } from 'vitest';
import { EDGE_TYPES, EdgeOrigin, EdgeType, isDirected } from './edge-type.ts';

test("the known types and a word of the person's own are types of an edge", () => {
  for (const type of [...EDGE_TYPES, 'a', 'inspired_by_2', 'a'.repeat(50)]) assert.equal(EdgeType(type), type);
});

test('an edge type is a short word in small letters', () => {
  for (const type of ['', 'A', '1a', '_a', 'a-b', 'a b', 'é', 'a\n', 'a'.repeat(51)])
    assert.throws(() => EdgeType(type), { code: 'graph.bad-edge-type' });
});

test('related and contradicting notes are so both ways, all others one way', () =>
  assert.deepEqual(
    [...EDGE_TYPES, 'inspired_by'].filter((type) => !isDirected(EdgeType(type))),
    ['relates_to', 'contradicts'],
  ));

test('an edge was made by hand, by a link, by an import or by an agent', () => {
  for (const origin of ['manual', 'wikilink', 'import', 'agent']) assert.equal(EdgeOrigin(origin), origin);
  for (const origin of ['', 'Manual', 'toString', 'robot'])
    assert.throws(() => EdgeOrigin(origin), { code: 'graph.bad-edge-origin' });
});
