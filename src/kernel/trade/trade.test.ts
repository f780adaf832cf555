import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Gstin } from './gstin.ts';
import { divided, integerOf } from './integer.ts';
import { amountOf, Money, Rate, rupees, rupeesOf, shares } from './money.ts';
import { kgOf, plus, Quantity, readQuantity, storedQuantity, UNITS } from './quantity.ts';
import { daysBetween, financialYear, plusDays, TradeDate, tradeDateAt } from './trade-date.ts';

const refused = (make: () => unknown, code: string) => assert.throws(make, { code });

test('a quantity is whole grams in the unit it was agreed in', () => {
  assert.deepEqual(
    UNITS.map((unit) => Quantity('3', unit).grams),
    [3n, 3_000n, 300_000n, 3_000_000n, 75_000n],
  );
  assert.equal(Quantity('0.000001', 'MT').grams, 1n);
  assert.equal(Quantity('2', 'bag', 40_000n).grams, 80_000n);
});

test('each wrong quantity is refused with its own code', () => {
  refused(() => Quantity('', 'kg'), 'trade.no-quantity');
  refused(() => Quantity('-1', 'kg'), 'trade.negative-quantity');
  for (const text of ['1e21', '1,5', '.5', '5.', ' 5', '٣', '５', '5\n', '9'.repeat(16)])
    refused(() => Quantity(text, 'kg'), 'trade.bad-quantity');
  refused(() => Quantity('0.0', 'kg'), 'trade.zero-quantity');
  refused(() => Quantity('0.0001', 'kg'), 'trade.off-gram');
  refused(() => Quantity('1.5', 'bag'), 'trade.part-bag');
  refused(() => Quantity('1000000001', 'MT'), 'trade.huge-quantity');
  refused(() => Quantity('1', 'lb'), 'trade.bad-unit');
  refused(() => Quantity('1', 'bag', 0n), 'trade.bad-pack');
  refused(() => plus(Quantity('1', 'kg'), Quantity('1', 'MT')), 'trade.mixed-units');
  assert.deepEqual(plus(Quantity('1', 'kg'), Quantity('2', 'kg')), Quantity('3', 'kg'));
});

test('a quantity survives the log to the gram', () =>
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), (grams) => {
      const quantity = Quantity(`${grams / 1_000_000n}.${String(grams % 1_000_000n).padStart(6, '0')}`, 'MT');
      assert.equal(quantity.grams, grams);
      assert.deepEqual(readQuantity(JSON.parse(JSON.stringify(storedQuantity(quantity)))), quantity);
    }),
  ));

test('a whole number is read alike from a string, a number and a bigint', () => {
  assert.deepEqual(['-12', -12, -12n].map(integerOf), [-12n, -12n, -12n]);
  for (const value of ['', '1.0', '1e3', '٣', '-0', '01', 1.5, 2 ** 53, Number.NaN])
    refused(() => integerOf(value), 'trade.bad-integer');
});

test('a line is rounded once, the half away from zero', () => {
  assert.equal(amountOf(Quantity('25', 'MT'), Rate('98.25', 'kg')), 245_625_000n);
  assert.equal(amountOf(Quantity('25', 'MT'), Rate('98250', 'MT')), 245_625_000n);
  assert.equal(amountOf(Quantity('500', 'g'), Rate('0.01', 'kg')), 1n);
  assert.deepEqual([divided(5n, 10n), divided(-5n, 10n), divided(4n, 10n), divided(-14n, 10n)], [1n, -1n, 0n, -1n]);
});

test('each wrong rate is refused with its own code', () => {
  refused(() => Rate('0', 'kg'), 'trade.zero-rate');
  for (const text of ['', '-1', '1e21', '٣', '1.00001']) refused(() => Rate(text, 'kg'), 'trade.bad-rate');
  refused(() => Rate('1', 'bag'), 'trade.bad-rate-unit');
});

test('shares add up to the whole, each within a paisa of its part, and take its sign', () =>
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }),
      fc.array(fc.bigInt({ min: 1n, max: 10n ** 9n }), { minLength: 1, maxLength: 20 }),
      (paise, weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0n);
        const parts = shares(Money(paise), weights);
        assert.equal(
          parts.reduce((sum, part) => sum + part, 0n),
          paise,
        );
        for (const [index, part] of parts.entries()) {
          const distance = part * total - paise * (weights[index] ?? 0n);
          assert.ok(distance < total && distance > -total);
        }
      },
    ),
  ));

test('what is left over goes to the largest remainder, of equal ones to the first', () => {
  assert.deepEqual(shares(Money(100), [1n, 1n, 1n]), [34n, 33n, 33n]);
  assert.deepEqual(shares(Money(-10), [1n, 5n, 0n]), [-2n, -8n, 0n]);
  for (const weights of [[], [0n], [2n, -1n]]) refused(() => shares(Money(1), weights), 'trade.bad-weights');
});

test('a GSTIN is known by its form and its check digit', () => {
  assert.equal(Gstin('27AAPFU0939F1ZV'), '27AAPFU0939F1ZV');
  for (const text of ['', '27aapfu0939f1zv', '27AAPFU0939F1Z', '２７AAPFU0939F1ZV', '27AAPFU0939F0ZV', '27AAPFU0939F1ZV\n'])
    refused(() => Gstin(text), 'trade.bad-gstin');
  for (const text of ['27AAPFU0939F1ZW', '27AAPFU0993F1ZV', '72AAPFU0939F1ZV'])
    refused(() => Gstin(text), 'trade.gstin-check-digit');
});

test('a trade date is a day of the calendar, and the financial year begins in April', () => {
  for (const bad of ['2026-02-30', '28/11/2026', '28-11-26', '2026-1-1', '', '2026-13-01', '2026-11-28T00:00:00Z'])
    expect(() => TradeDate(bad), bad).toThrow('A date is a day');
  expect(tradeDateAt(new Date('2026-03-31T18:29:59.999Z'))).toBe('2026-03-31');
  expect(tradeDateAt(new Date('2026-03-31T18:30:00.000Z')), 'midnight in India').toBe('2026-04-01');
  expect([TradeDate('2026-03-31'), TradeDate('2026-04-01'), TradeDate('1999-12-31')].map(financialYear)).toEqual([
    '2025-26',
    '2026-27',
    '1999-00',
  ]);
  expect(daysBetween(TradeDate('2028-02-28'), TradeDate('2028-03-01'))).toBe(2);
  expect(plusDays(TradeDate('2026-12-31'), 45)).toBe('2027-02-14');
});

test('what is written as a decimal reads as the same number', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 16n), max: 10n ** 16n }), (paise) => {
      expect(rupees(rupeesOf(paise))).toBe(paise);
    }),
  );
  expect([kgOf(12_500n), kgOf(25_000_000n), kgOf(1n), rupeesOf(-5n)]).toEqual(['12.5', '25000', '0.001', '-0.05']);
  for (const bad of ['', '1e21', '1.005', '--1', '1,000', '₹5']) expect(() => rupees(bad), bad).toThrow('rupees');
});
