import { expect, test } from 'vitest';
import { lotSource, terms } from '#testing/terms';
import { PurchaseId } from './id.ts';
import { check, invoice, mostOf, profitOf, type Source, summed } from './terms.ts';

const purchase = PurchaseId('purchase');
const bought = (grams: string, buy: string): Source => ({
  from: 'purchase',
  line: purchase,
  purchase,
  grams,
  cost: { tenThousandths: '900000', per: 'kg' },
  place: { supplier: 's', supplierName: 'S', quantity: { grams: buy, unit: 'g' } },
});

test('invariant 1: the sources come to the quantity, each stands there once', () => {
  const all =
    (...sources: readonly Source[]) =>
    () =>
      check(terms({ sources }));
  expect(all(lotSource('a', '4000000'), lotSource('b', '6000000'))).not.toThrow();
  expect(all(lotSource('a', '9999999'))).toThrow('9999.999 kg');
  expect(all(lotSource('a', '4000000'), lotSource('a', '6000000'))).toThrow('once');
  expect(all(lotSource('a', '4000000'), lotSource('b', '6000001'))).toThrow('10000.001 kg');
  expect(all()).toThrow('0 kg');
  expect(summed([lotSource('a', '4'), lotSource('b', '1'), lotSource('a', '6')])).toEqual([
    lotSource('a', '10'),
    lotSource('b', '1'),
  ]);
});

test('a purchase may be larger than what the deal takes, and not smaller', () => {
  expect(() => check(terms({ sources: [bought('10000000', '25000000')] }))).not.toThrow();
  expect(() => check(terms({ sources: [bought('10000000', '9999999')] }))).toThrow('not smaller');
  expect(() => summed([bought('1', '1'), bought('1', '1')])).toThrow('once');
});

test('invariant 8: the profit is what is sold less what it has cost less charges, in paise', () => {
  expect(profitOf(terms())).toEqual({ revenue: 100_000_000n, cost: 95_000_000n, charges: 500_000n, profit: 4_500_000n });
  const mixed = terms({ sources: [lotSource('a', '3333333', '951234'), lotSource('b', '6666667', '948766')] });
  // 3,333.333 kg × 95.1234 = 317,077.9683; 6,666.667 kg × 94.8766 = 632,510.6983
  expect(profitOf(mixed).cost).toBe(31_707_797n + 63_251_070n);
});

test('part of a deal comes to its part, and the tolerance is of the whole', () => {
  expect(invoice(terms()).total).toBe(118_000_000n);
  expect(invoice(terms(), 2_500_000n).total).toBe(29_500_000n);
  expect(mostOf(terms())).toBe(10_100_000n);
});
