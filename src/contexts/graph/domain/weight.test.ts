import assert from 'node:assert/strict';
import fc from 'fast-check';
import { test } from 'vitest';
import { band, Weight } from './weight.ts';

test('a weight lies between 0 and 1', () => {
  for (const value of [-0.0001, 1.0001, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
    assert.throws(() => Weight(value), { code: 'graph.bad-weight' });
  assert.deepEqual([Weight(0), Weight(1), Weight(-0)], [0, 1, 0]);
});

test('a weight has four decimals', () =>
  assert.deepEqual([Weight(0.123449), Weight(0.12345), Weight(1 / 3)], [0.1234, 0.1235, 0.3333]));

test('a weight is rounded once, stays in bounds and survives JSON', () =>
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (value) => {
      const weight = Weight(value);
      assert.equal(Weight(weight), weight);
      assert.ok(weight >= 0 && weight <= 1 && Math.abs(weight - value) <= 0.00005 + Number.EPSILON);
      assert.ok(Object.is(JSON.parse(JSON.stringify(weight)), weight));
    }),
  ));

test('weights below 0.3 are weak, from 0.7 strong', () =>
  assert.deepEqual(
    [0, 0.2999, 0.3, 0.6999, 0.7, 1].map((value) => band(Weight(value))),
    ['weak', 'weak', 'medium', 'medium', 'strong', 'strong'],
  ));
