import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, valid } from '#kernel/rejection';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { Hsn } from './product.ts';

type From = { readonly from: TradeDate; readonly basisPoints: number };
export type TaxRateEvent = Event<'TaxRateSet', { hsn: Hsn } & From>;

/** The rates of tax on an HSN code, each from a day on. */
export const TaxRates: Model<readonly From[], TaxRateEvent> = {
  name: 'taxRates',
  initial: [],
  evolve: (now, { data: { from, basisPoints } }) =>
    [...now.filter((rate) => rate.from !== from), { from, basisPoints }].sort((a, b) => (a.from < b.from ? -1 : 1)),
};

/** `basisPoints`: hundredths of a per cent. */
export const setTaxRate = (now: readonly From[], hsn: Hsn, { from, basisPoints }: From): TaxRateEvent[] => {
  valid(
    Number.isInteger(basisPoints) && basisPoints >= 0 && basisPoints <= 10_000,
    'inventory.bad-tax-rate',
    'A tax rate lies between 0 and 100 per cent.',
  );
  const same = now.some((rate) => rate.from === from && rate.basisPoints === basisPoints);
  return same ? [] : [{ type: 'TaxRateSet', data: { hsn, from, basisPoints } }];
};

/** In hundredths of a per cent. */
export const taxRateOn = (rates: readonly From[], hsn: Hsn, day: TradeDate): number => {
  const rate = rates.findLast(({ from }) => from <= day);
  found(rate !== undefined, 'inventory.no-tax-rate', `No tax rate is known for HSN ${hsn} on ${day}. Set it first.`);
  return rate.basisPoints;
};
