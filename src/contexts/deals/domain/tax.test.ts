import fc from 'fast-check';
import { expect, test } from 'vitest';
import { invoiceOf } from './tax.ts';

test('within the state the tax is halved between centre and state, between states it is one; each is rounded once', () => {
  expect(invoiceOf(100_000_00n, { basisPoints: 1_800, inState: true })).toEqual({
    goods: 100_000_00n,
    cgst: 9_000_00n,
    sgst: 9_000_00n,
    igst: 0n,
    roundOff: 0n,
    total: 118_000_00n,
  });
  expect(invoiceOf(12_345_67n, { basisPoints: 1_800, inState: false })).toEqual({
    goods: 12_345_67n,
    cgst: 0n,
    sgst: 0n,
    igst: 2_222_22n, // 2,222.2206
    roundOff: 11n,
    total: 14_568_00n,
  });
  expect(invoiceOf(5n, { basisPoints: 1_800, inState: true })).toMatchObject({ cgst: 0n, roundOff: -5n, total: 0n });
});

test('the lines add up to the total, which is whole rupees and no more than half a rupee away', () => {
  const taxation = fc.record({ basisPoints: fc.integer({ min: 0, max: 10_000 }), inState: fc.boolean() });
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 13n }), taxation, (goods, how) => {
      const { cgst, sgst, igst, roundOff, total } = invoiceOf(goods, how);
      expect(goods + cgst + sgst + igst + roundOff).toBe(total);
      expect([total % 100n, cgst === sgst, roundOff >= -50n && roundOff <= 50n]).toEqual([0n, true, true]);
    }),
  );
});
