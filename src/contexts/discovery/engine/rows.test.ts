import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRows } from './rows.ts';

const step = fc.record({
  row: fc.nat(5),
  key: fc.nat(8),
  count: fc.integer({ min: 1, max: 9 }),
  what: fc.constantFrom('add', 'add', 'remove', 'clear'),
});

test('rows hold what was added and not removed, whatever the order', () =>
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const rows = createRows();
      const expected = Array.from({ length: 6 }, () => new Map<number, number>());
      for (const { row, key, count, what } of steps) {
        const held = expected[row];
        if (what === 'add' && held !== undefined && !held.has(key)) {
          held.set(key, count);
          rows.add(row, key, count);
        } else if (what === 'remove') {
          held?.delete(key);
          rows.remove(row, key);
        } else if (what === 'clear') {
          held?.clear();
          rows.clear(row);
        }
      }
      expected.forEach((held, row) => {
        const from = rows.start[row] ?? 0;
        const entries = Array.from(
          { length: rows.length[row] ?? 0 },
          (_, i) => [rows.keys[from + i], rows.counts[from + i]] as const,
        );
        expect(new Map(entries)).toEqual(held);
        expect(entries).toHaveLength(held.size);
      });
    }),
  ));

test('rows that grow and move give their old room back', () => {
  const rows = createRows();
  for (let key = 0; key < 2_000; key++) for (let row = 0; row < 100; row++) rows.add(row, key, 1);
  expect(rows.bytes).toBeLessThan(200_000 * 6 * 4);
  for (let row = 0; row < 100; row++) {
    const from = rows.start[row] ?? 0;
    expect(rows.keys.subarray(from, from + 2_000).every((key, i) => key === i)).toBe(true);
  }
});
