import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { must, valid } from '#kernel/rejection';
import type { Label } from '#kernel/trade/label';
import type { StoredRate } from '#kernel/trade/money';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { ProductId } from './id.ts';

type Price = { readonly product: ProductId; readonly rate: StoredRate };
type Circular = { readonly issuer: Label; readonly from: TradeDate; readonly prices: readonly Price[]; readonly note?: Label };
export type CircularEvent = Event<'PriceCircularPublished', { circular: string } & Circular>;

/** A supplier's or the desk's own list of prices from a day on. It is never changed: the next one takes its place. */
export const PriceCircular: Model<{ readonly published: boolean }, CircularEvent> = {
  name: 'priceCircular',
  initial: { published: false },
  evolve: () => ({ published: true }),
};

export const publish = (now: { readonly published: boolean }, circular: string, data: Circular): CircularEvent[] => {
  must(!now.published, 'inventory.circular-exists', 'This circular is published. Publish another one.');
  valid(data.prices.length > 0, 'inventory.empty-circular', 'A circular names one price at least.');
  const products = new Set(data.prices.map(({ product }) => product));
  valid(products.size === data.prices.length, 'inventory.priced-twice', 'A circular names each product once.');
  return [{ type: 'PriceCircularPublished', data: { circular, ...data } }];
};
