import { integerOf } from '#kernel/trade/integer';
import { all, filtersOn } from '#platform/filter';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { PurchaseEvent } from '../domain/purchase.ts';

type PurchaseRow = {
  readonly id: string;
  readonly supplier: string;
  readonly supplier_name: string;
  readonly product: string;
  readonly committed: string;
  readonly rate: string;
  readonly per: 'kg' | 'MT';
  readonly day: string;
  readonly status: 'open' | 'closed' | 'cancelled';
  readonly for_deal: string | null;
};

/** What the desk has bought. */
export const purchases = view<PurchaseEvent, PurchaseRow, 'id'>({
  name: 'deals.purchases',
  key: ['id'],
  on: {
    PurchasePlaced: ({ data: { purchase, supplier, supplierName, product, quantity, rate, on, forDeal = null } }, rows) =>
      rows.put({
        id: purchase,
        supplier,
        supplier_name: supplierName,
        product,
        committed: quantity.grams,
        rate: rate.tenThousandths,
        per: rate.per,
        day: on,
        status: 'open',
        for_deal: forDeal,
      }),
    QuantityRevised: ({ data: { purchase, quantity } }, rows) => rows.patch({ id: purchase }, { committed: quantity.grams }),
    PurchaseShortClosed: ({ data: { purchase } }, rows) => rows.patch({ id: purchase }, { status: 'closed' }),
    PurchaseCancelled: ({ data: { purchase } }, rows) => rows.patch({ id: purchase }, { status: 'cancelled' }),
  },
});

type SumRow = { readonly purchase: string; readonly promised: string; readonly received: string };

/** The grams of each purchase: promised to deals, and received. */
export const purchaseSums = view<PurchaseEvent, SumRow, 'purchase'>({
  name: 'deals.purchase_sums',
  key: ['purchase'],
  on: {
    AllocatedToDeal: ({ data: { purchase, grams } }, rows) => rows.add({ purchase }, { promised: integerOf(grams) }),
    AllocationReleased: ({ data: { purchase, grams } }, rows) => rows.add({ purchase }, { promised: -integerOf(grams) }),
    GoodsReceived: ({ data: { purchase, portions, surplus } }, rows) =>
      rows.add({ purchase }, { received: portions.reduce((sum, { grams }) => sum + integerOf(grams), integerOf(surplus)) }),
  },
});

type Listed = PurchaseRow & { readonly promised: string; readonly received: string };
type Stored = PurchaseRow & { readonly tenant: string };
export type PurchaseFilter = Pick<Stored, 'tenant'> &
  Partial<Pick<Stored, 'id' | 'supplier' | 'product' | 'status'>> & {
    readonly after: readonly unknown[] | undefined;
    readonly limit: number;
  };

const { is, behind } = filtersOn<Stored>('p');

/** Purchases, the newest first, behind a place. */
export const listPurchases = (sql: Sql, { tenant, id, supplier, product, status, after, limit }: PurchaseFilter) => {
  const wanted = all(
    is('tenant', tenant),
    is('id', id),
    is('supplier', supplier),
    is('product', product),
    is('status', status),
    behind(
      [
        ['day', 'desc'],
        ['id', 'asc'],
      ],
      after,
    ),
  );
  return sql<Listed>`
    select p.id, p.supplier, p.supplier_name, p.product, p.committed::text as committed, p.rate::text as rate, p.per, p.day, p.status,
      p.for_deal, coalesce(s.promised, 0)::text as promised, coalesce(s.received, 0)::text as received
    from deals.purchases p left join deals.purchase_sums s on s.tenant = p.tenant and s.purchase = p.id
    where ${wanted} order by p.day desc, p.id limit ${limit}`;
};
