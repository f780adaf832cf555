import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import type { Earned } from '../views/earnings.ts';

export const Id = t.String({ format: 'uuid' });
export const Day = t.String({ description: 'A day, as 2026-11-28' });
export const Kg = t.String({ description: 'kg, decimal' });
export const Rupees = t.String({ description: 'Rupees, decimal; below nothing where money is lost' });

/** A period of days, both included; open where none is said. */
export const period = { from: t.Optional(Day), to: t.Optional(Day) };

export const periodOf = ({ from, to }: { readonly from?: string; readonly to?: string }, tenant: string) => ({
  tenant,
  from: from === undefined ? null : TradeDate(from),
  to: to === undefined ? null : TradeDate(to),
});

export const dayOf = (on: string | undefined, now: () => Date): TradeDate =>
  on === undefined ? tradeDateAt(now()) : TradeDate(on);

/** What was sold, and what is left of it. */
export const earned = { kg: Kg, revenue: Rupees, cost: Rupees, charges: Rupees, profit: Rupees, perKg: Rupees };

export const earnedOf = ({ grams, revenue, cost, charges }: Omit<Earned, 'deals'>) => {
  const profit = integerOf(revenue) - integerOf(cost) - integerOf(charges);
  const weight = integerOf(grams);
  return {
    kg: kgOf(weight),
    revenue: rupeesOf(integerOf(revenue)),
    cost: rupeesOf(integerOf(cost)),
    charges: rupeesOf(integerOf(charges)),
    profit: rupeesOf(profit),
    perKg: rupeesOf(weight === 0n ? 0n : (profit * 1_000n) / weight),
  };
};

/** The sum of a column of digits. */
export const sumOf = <Row>(rows: readonly Row[], column: (row: Row) => string | null): bigint =>
  rows.reduce((sum, row) => sum + integerOf(column(row) ?? '0'), 0n);
