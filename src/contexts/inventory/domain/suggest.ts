import type { TradeDate } from '#kernel/trade/trade-date';
import type { LotId } from './id.ts';

/** A lot as far as the choice between lots goes. */
export type Offer = {
  readonly lot: LotId;
  readonly free: bigint;
  readonly receivedOn: TradeDate;
  readonly expiresOn?: TradeDate;
  /** Ten-thousandths of a rupee per tonne. */
  readonly cost: bigint;
};

/** `fifo`: what came first; `oldest`: what expires first; `cheapest`: what cost least. */
export type Order = 'fifo' | 'oldest' | 'cheapest';

type Suggestion = { readonly lines: readonly { readonly lot: LotId; readonly grams: bigint }[]; readonly missing: bigint };

/** Takes lots in an order until there is enough; `missing` grams must be bought. */
export const suggest = (offers: readonly Offer[], grams: bigint, order: Order): Suggestion => {
  const lines: { readonly lot: LotId; readonly grams: bigint }[] = [];
  let missing = grams;
  for (const { lot, free } of offers.toSorted(by[order])) {
    if (missing === 0n) break;
    const taken = free < missing ? free : missing;
    if (taken <= 0n) continue;
    lines.push({ lot, grams: taken });
    missing -= taken;
  }
  return { lines, missing };
};

type Compare = (a: Offer, b: Offer) => number;

const first = <T>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0);
const fifo: Compare = (a, b) => first(a.receivedOn, b.receivedOn) || first(a.lot, b.lot);
const never = '9999-12-31';

const by: Readonly<Record<Order, Compare>> = {
  fifo,
  oldest: (a, b) => first(a.expiresOn ?? never, b.expiresOn ?? never) || fifo(a, b),
  cheapest: (a, b) => first(a.cost, b.cost) || fifo(a, b),
};
