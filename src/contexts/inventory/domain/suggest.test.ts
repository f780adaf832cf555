import { expect, test } from 'vitest';
import { TradeDate } from '#kernel/trade/trade-date';
import { LotId } from './id.ts';
import { suggest } from './suggest.ts';

const offers = [
  { lot: LotId('late'), free: 10n, receivedOn: TradeDate('2026-03-01'), expiresOn: TradeDate('2026-12-01'), cost: 1n },
  { lot: LotId('early'), free: 10n, receivedOn: TradeDate('2026-01-01'), cost: 3n },
  { lot: LotId('middle'), free: 10n, receivedOn: TradeDate('2026-02-01'), expiresOn: TradeDate('2027-01-01'), cost: 2n },
];
const lots = (order: 'fifo' | 'oldest' | 'cheapest') => suggest(offers, 30n, order).lines.map(({ lot }) => lot);

test('lots are suggested by arrival, by expiry or by cost', () => {
  expect(lots('fifo')).toEqual(['early', 'middle', 'late']);
  expect(lots('oldest')).toEqual(['late', 'middle', 'early']);
  expect(lots('cheapest')).toEqual(['late', 'middle', 'early']);
});

test('only so much is taken as is wanted, and what is missing is told', () => {
  expect(suggest(offers, 15n, 'fifo')).toEqual({
    lines: [
      { lot: 'early', grams: 10n },
      { lot: 'middle', grams: 5n },
    ],
    missing: 0n,
  });
  expect(suggest(offers, 40n, 'fifo').missing).toBe(10n);
});
