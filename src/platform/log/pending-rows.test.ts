import { expect, test } from 'vitest';
import { pendingRows } from '#platform/log/pending-rows';

test('what is added as bigint is summed to the last digit, and written as digits', () => {
  const grams = 9_007_199_254_740_993n; // 2^53 + 1, which a number cannot hold
  const { of, pending } = pendingRows({ name: 'test.sums', key: ['id'], on: {} });
  const rows = of('home');
  rows.add({ id: 'new' }, { grams });
  rows.add({ id: 'new' }, { grams: 1n });
  rows.put({ id: 'put', grams: '1' });
  rows.add({ id: 'put' }, { grams });
  const [written] = pending();
  expect([written?.add[0]?.sums['grams'], written?.put[0]?.['grams']]).toEqual(['9007199254740994', '9007199254740994']);
});
