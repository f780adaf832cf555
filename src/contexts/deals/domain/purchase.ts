import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, valid } from '#kernel/rejection';
import { integerOf } from '#kernel/trade/integer';
import type { Label } from '#kernel/trade/label';
import type { StoredRate } from '#kernel/trade/money';
import { kgOf, readQuantity, type StoredQuantity } from '#kernel/trade/quantity';
import type { TradeDate } from '#kernel/trade/trade-date';
import type { DealId, PurchaseId } from './id.ts';

export type Order = {
  readonly supplier: string;
  readonly supplierName: string;
  readonly product: string;
  readonly quantity: StoredQuantity;
  readonly rate: StoredRate;
  readonly on: TradeDate;
  /** The deal with which it was placed. */
  readonly forDeal?: DealId;
};
type Portion = { readonly deal: DealId; readonly grams: string };
/** What came, for whom, and what is over. Each of the two becomes a lot, whose ids the receipt makes. */
export type Receipt = {
  readonly purchase: PurchaseId;
  readonly receipt: string;
  readonly warehouse: Label;
  readonly on: TradeDate;
  readonly product: string;
  readonly supplier: string;
  readonly rate: StoredRate;
  readonly lot: string;
  readonly portions: readonly Portion[];
  readonly surplusLot: string;
  readonly surplus: string;
  /** Grams that are still to come. */
  readonly rest: string;
};

export type PurchaseEvent =
  | Event<'PurchasePlaced', { purchase: PurchaseId } & Order>
  | Event<'AllocatedToDeal', { purchase: PurchaseId } & Portion>
  /** `over`: the deal is off, and what came for it is not its any more either. */
  | Event<'AllocationReleased', { purchase: PurchaseId; over?: true } & Portion>
  | Event<'QuantityRevised', { purchase: PurchaseId; quantity: StoredQuantity; rest: string }>
  | Event<'GoodsReceived', Receipt>
  | Event<'PurchaseShortClosed', { purchase: PurchaseId; missing: string }>
  | Event<'PurchaseCancelled', { purchase: PurchaseId }>;

export type Known = Order & {
  readonly status: 'open' | 'closed' | 'cancelled';
  readonly id: PurchaseId;
  readonly committed: bigint;
  readonly received: bigint;
  /** Grams promised to each deal, in the order of the promises, and those of them that came. */
  readonly allocations: Readonly<Record<string, { readonly promised: bigint; readonly arrived: bigint }>>;
  readonly receipts: readonly string[];
};
export type Purchase = { readonly status: 'none' } | Known;

export const Purchase: Model<Purchase, PurchaseEvent> = {
  name: 'purchase',
  initial: { status: 'none' },
  evolve: (now, event) => {
    if (event.type === 'PurchasePlaced') {
      const { purchase, ...order } = event.data;
      const committed = integerOf(order.quantity.grams);
      return { ...order, id: purchase, status: 'open', committed, received: 0n, allocations: {}, receipts: [] };
    }
    if (now.status === 'none') return now;
    switch (event.type) {
      case 'AllocatedToDeal':
        return promised(now, event.data.deal, integerOf(event.data.grams));
      case 'AllocationReleased':
        return event.data.over ? without(now, event.data.deal) : promised(now, event.data.deal, -integerOf(event.data.grams));
      case 'QuantityRevised':
        return { ...now, quantity: event.data.quantity, committed: integerOf(event.data.quantity.grams) };
      case 'GoodsReceived': {
        const { portions, surplus, receipt } = event.data;
        const after = portions.reduce((purchase, { deal, grams }) => arrived(purchase, deal, integerOf(grams)), now);
        const came = portions.reduce((sum, { grams }) => sum + integerOf(grams), integerOf(surplus));
        return { ...after, received: now.received + came, receipts: [...now.receipts, receipt] };
      }
      case 'PurchaseShortClosed':
        return { ...now, status: 'closed' };
      case 'PurchaseCancelled':
        return { ...now, status: 'cancelled' };
    }
  },
};

const none = { promised: 0n, arrived: 0n };

const promised = (now: Known, deal: string, by: bigint): Known => {
  const { [deal]: before = none, ...others } = now.allocations;
  const after = { ...before, promised: before.promised + by };
  return { ...now, allocations: after.promised === 0n ? others : { ...now.allocations, [deal]: after } };
};

const without = (now: Known, deal: string): Known => {
  const { [deal]: _, ...allocations } = now.allocations;
  return { ...now, allocations };
};

const arrived = (now: Known, deal: string, by: bigint): Known => {
  const before = now.allocations[deal] ?? none;
  return { ...now, allocations: { ...now.allocations, [deal]: { ...before, arrived: before.arrived + by } } };
};

export function exists(purchase: Purchase): asserts purchase is Known {
  found(purchase.status !== 'none', 'deals.no-purchase', 'There is no such purchase.');
}

export const awaited = ({ allocations }: Known): bigint =>
  Object.values(allocations).reduce((sum, { promised, arrived }) => sum + promised - arrived, 0n);

/** What is still to come and promised to nobody. */
export const unpromised = (now: Known): bigint => {
  const coming = now.committed - now.received;
  return coming > awaited(now) ? coming - awaited(now) : 0n;
};

/** The same purchase under the same id is placed once; one that was cancelled is placed anew. */
export const place = (now: Purchase, purchase: PurchaseId, order: Order): PurchaseEvent[] => {
  if (now.status === 'none' || now.status === 'cancelled') {
    readQuantity(order.quantity);
    return [{ type: 'PurchasePlaced', data: { purchase, ...order } }];
  }
  const same = now.supplier === order.supplier && now.product === order.product;
  must(same, 'deals.purchase-exists', 'There is another purchase under this id.');
  must(now.status === 'open', 'deals.purchase-over', `The purchase is ${now.status}.`);
  return [];
};

/** Invariant 7: brings what is promised to a deal up to so many grams; never more than is to come. */
export const allocate = (now: Purchase, deal: DealId, to: bigint): PurchaseEvent[] => {
  exists(now);
  const more = to - (now.allocations[deal]?.promised ?? 0n);
  if (more <= 0n) return [];
  must(now.status === 'open', 'deals.purchase-over', `The purchase is ${now.status}.`);
  must(
    more <= unpromised(now),
    'deals.purchase-short',
    `${kgOf(unpromised(now))} kg of the purchase are promised to nobody, and ${kgOf(more)} kg are wanted.`,
  );
  return [{ type: 'AllocatedToDeal', data: { purchase: now.id, deal, grams: String(more) } }];
};

/** Brings what is promised to a deal down to so many grams, nothing by default. What came for it stays its, unless it is off. */
export const release = (now: Purchase, deal: DealId, { to = 0n, isOff = false } = {}): PurchaseEvent[] => {
  const allocation = now.status === 'none' ? undefined : now.allocations[deal];
  if (now.status === 'none' || allocation === undefined) return [];
  const { promised, arrived } = allocation;
  if (isOff)
    return [{ type: 'AllocationReleased', data: { purchase: now.id, deal, grams: String(promised - arrived), over: true } }];
  const kept = to > arrived ? to : arrived;
  return promised <= kept
    ? []
    : [{ type: 'AllocationReleased', data: { purchase: now.id, deal, grams: String(promised - kept) } }];
};

/** Nothing of it came, and nobody waits for it. */
export const cancelPurchase = (now: Purchase): PurchaseEvent[] => {
  exists(now);
  if (now.status === 'cancelled') return [];
  must(now.received === 0n, 'deals.received', 'Goods of the purchase have come. Short-close it instead.');
  must(awaited(now) === 0n, 'deals.awaited', `Deals wait for ${kgOf(awaited(now))} kg of the purchase.`);
  return [{ type: 'PurchaseCancelled', data: { purchase: now.id } }];
};

/** A purchase that was placed for a deal ends with it, where nobody else waits for it and nothing has come. */
export const endsWith = (now: Purchase, deal: DealId): PurchaseEvent[] => {
  const isIts = now.status === 'open' && now.forDeal === deal && now.received === 0n && awaited(now) === 0n;
  return isIts ? [{ type: 'PurchaseCancelled', data: { purchase: now.id } }] : [];
};

/** The supplier sends another quantity than agreed. */
export const reviseQuantity = (now: Purchase, quantity: StoredQuantity): PurchaseEvent[] => {
  exists(now);
  must(now.status === 'open', 'deals.purchase-over', `The purchase is ${now.status}.`);
  const { grams } = readQuantity(quantity);
  if (grams === now.committed) return [];
  const needed = now.received + awaited(now);
  must(grams >= needed, 'deals.awaited', `${kgOf(needed)} kg of the purchase have come or are promised.`);
  return [{ type: 'QuantityRevised', data: { purchase: now.id, quantity, rest: String(grams - now.received) } }];
};

type Coming = Pick<Receipt, 'receipt' | 'warehouse' | 'on' | 'lot' | 'surplusLot'> & { readonly grams: bigint };

/** Goods came: first for those who wait, in the order of the promises; what is over becomes a lot of its own. */
export const receiveGoods = (now: Purchase, { grams, ...coming }: Coming): PurchaseEvent[] => {
  exists(now);
  if (now.receipts.includes(coming.receipt)) return [];
  must(now.status === 'open', 'deals.purchase-over', `The purchase is ${now.status}.`);
  valid(grams > 0n, 'deals.nothing-received', 'A receipt is of more than nothing.');
  let left = grams;
  const portions = Object.entries(now.allocations).flatMap(([deal, { promised, arrived }]) => {
    const wanted = promised - arrived;
    const given = wanted < left ? wanted : left;
    left -= given;
    return given > 0n ? [{ deal: deal as DealId, grams: String(given) }] : []; // allocations are kept by deal
  });
  const { id, product, supplier, rate, committed, received } = now;
  const rest = committed > received + grams ? committed - received - grams : 0n;
  return [
    {
      type: 'GoodsReceived',
      data: { purchase: id, product, supplier, rate, ...coming, portions, surplus: String(left), rest: String(rest) },
    },
  ];
};

/** No more will come. Deals that still wait must get their goods elsewhere first. */
export const shortClosePurchase = (now: Purchase): PurchaseEvent[] => {
  exists(now);
  if (now.status === 'closed') return [];
  must(now.status === 'open', 'deals.purchase-over', `The purchase is ${now.status}.`);
  must(awaited(now) === 0n, 'deals.awaited', `Deals wait for ${kgOf(awaited(now))} kg of the purchase.`);
  const missing = now.committed > now.received ? now.committed - now.received : 0n;
  return [{ type: 'PurchaseShortClosed', data: { purchase: now.id, missing: String(missing) } }];
};
