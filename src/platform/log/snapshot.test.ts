import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snapshotOf, stateOf } from '#platform/log/snapshot';

test('a state comes back from its snapshot as it was, whole numbers of any size included', () => {
  const value = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.bigInt(),
      fc.array(tie('value')),
      fc.dictionary(
        fc.string({ minLength: 1 }).filter((key) => key !== '__proto__'),
        tie('value'),
        { noNullPrototype: true },
      ),
    ),
  })).value;
  const property = fc.property(value, (state) => {
    expect(stateOf(JSON.parse(snapshotOf(state)))).toEqual(state);
  });
  fc.assert(property);
});
