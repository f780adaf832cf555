import { must, valid } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import type { Label } from '#kernel/trade/label';
import { amountOf, readRate, type StoredRate } from '#kernel/trade/money';
import { kgOf, readQuantity, type StoredQuantity } from '#kernel/trade/quantity';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { PurchaseId } from './id.ts';
import { type Invoice, invoiceOf, type Taxation } from './tax.ts';

/** Where the goods of a deal come from. `line` names it for good: the id of the lot or of the purchase. */
export type Source = { readonly line: string; readonly grams: string; readonly cost: StoredRate } & (
  | { readonly from: 'lot'; readonly lot: string }
  | {
      readonly from: 'purchase';
      readonly purchase: PurchaseId;
      /** A purchase that is placed with the deal. It may be larger than what the deal takes. */
      readonly place?: { readonly supplier: string; readonly supplierName: string; readonly quantity: StoredQuantity };
    }
);

export const isLot = (source: Source): source is Extract<Source, { readonly from: 'lot' }> => source.from === 'lot';
export const isPurchase = (source: Source): source is Extract<Source, { readonly from: 'purchase' }> =>
  source.from === 'purchase';

export type Delivery = { readonly kind: 'delivered' | 'ex-warehouse'; readonly freightBy: 'desk' | 'buyer' };
export type Payment = { readonly kind: 'advance' | 'on-delivery' } | { readonly kind: 'credit'; readonly days: number };

/** What the desk pays for the deal beside the goods: freight, brokerage. */
export type Charge = { readonly label: Label; readonly paise: string };

/** All that is agreed, and all that is needed to work it out, as it stood on the day. */
export type Terms = {
  readonly buyer: string;
  readonly buyerName: string;
  readonly product: string;
  readonly code: string;
  readonly grade: string;
  readonly quantity: StoredQuantity;
  readonly rate: StoredRate;
  readonly tax: Taxation;
  readonly on: TradeDate;
  readonly sources: readonly Source[];
  readonly delivery: Delivery;
  readonly payment: Payment;
  readonly charges: readonly Charge[];
  /** Why goods of another product are sent, where they are. */
  readonly substitution?: Label;
  /** In hundredths of a per cent. */
  readonly tolerance: number;
};

export const gramsOf = ({ quantity }: Pick<Terms, 'quantity'>): bigint => readQuantity(quantity).grams;

const sum = <T>(items: readonly T[], of: (item: T) => bigint): bigint => items.reduce((total, item) => total + of(item), 0n);

/** Sources that name the same lot or purchase are one. */
export const summed = (sources: readonly Source[]): readonly Source[] =>
  [...Map.groupBy(sources, ({ line }) => line).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    valid(
      others.every((other) => other.from !== 'purchase' || other.place === undefined),
      'deals.placed-twice',
      'A purchase is placed once in a deal.',
    );
    return { ...first, grams: String(integerOf(first.grams) + sum(others, ({ grams }) => integerOf(grams))) };
  });

/** Refuses terms that do not add up. */
export const check = (terms: Terms): Terms => {
  const ordered = gramsOf(terms);
  const sourced = sum(terms.sources, ({ grams }) => integerOf(grams));
  must(
    sourced === ordered,
    'deals.sources-differ',
    `The sources come to ${kgOf(sourced)} kg, and the deal to ${kgOf(ordered)} kg.`,
  );
  const lines = new Set(terms.sources.map(({ line }) => line));
  must(lines.size === terms.sources.length, 'deals.source-twice', 'A lot or a purchase stands among the sources once.');
  for (const source of terms.sources)
    if (source.from === 'purchase' && source.place !== undefined)
      must(
        readQuantity(source.place.quantity).grams >= integerOf(source.grams),
        'deals.purchase-too-small',
        'A purchase is not smaller than what the deal takes of it.',
      );
  valid(
    terms.payment.kind !== 'credit' || (terms.payment.days >= 0 && terms.payment.days <= 365),
    'deals.bad-credit-days',
    'Credit is given for 0 to 365 days.',
  );
  valid(
    terms.charges.every(({ paise }) => integerOf(paise) >= 0n),
    'deals.bad-charge',
    'A charge is not below nothing.',
  );
  return terms;
};

/** What so many grams of the deal come to, tax included. */
export const invoice = ({ quantity, rate, tax }: Terms, grams = readQuantity(quantity).grams): Invoice =>
  invoiceOf(amountOf({ grams, unit: quantity.unit }, readRate(rate)), tax);

const costOf = ({ cost }: Source, grams: bigint): bigint => amountOf({ grams, unit: 'g' }, readRate(cost));

export type Profit = { readonly revenue: bigint; readonly cost: bigint; readonly charges: bigint; readonly profit: bigint };

/** Invariant 8: lines less the costs of the sources less charges, in paise, before tax. `left`: of what has left only, by line, in grams. */
export const profitOf = (terms: Terms, left?: Readonly<Record<string, string>>): Profit => {
  const gramsIn = ({ line, grams }: Source): bigint => integerOf(left === undefined ? grams : (left[line] ?? '0'));
  const revenue = invoice(terms, left === undefined ? gramsOf(terms) : sum(terms.sources, gramsIn)).goods;
  const cost = sum(terms.sources, (source) => costOf(source, gramsIn(source)));
  const charges = sum(terms.charges, ({ paise }) => integerOf(paise));
  return { revenue, cost, charges, profit: revenue - cost - charges };
};

/** The most that may leave for the deal. */
export const mostOf = (terms: Terms): bigint => (gramsOf(terms) * BigInt(10_000 + terms.tolerance)) / 10_000n;
