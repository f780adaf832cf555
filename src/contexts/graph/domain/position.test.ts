import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { Position } from './position.ts';

const coordinate = fc.double({ min: -1_000_000, max: 1_000_000, noNaN: true });

test('a position is kept as it is, and survives JSON', () =>
  fc.assert(
    fc.property(coordinate, coordinate, coordinate, (x, y, z) => {
      const position = Position({ x, y, z });
      assert.deepEqual(Position(position), position);
      assert.deepEqual(JSON.parse(JSON.stringify(position)), position);
    }),
  ));

test('a flat position lies at height 0', () => assert.deepEqual(Position({ x: 1, y: -2 }), { x: 1, y: -2, z: 0 }));

test('a position is finite and within a million of the middle', () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, 1_000_000.5, -1_000_001])
    for (const at of ['x', 'y', 'z'])
      assert.throws(() => Position({ x: 0, y: 0, z: 0, [at]: bad }), { code: 'graph.bad-position' });
});
