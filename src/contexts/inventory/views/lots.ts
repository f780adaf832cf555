import { all, condition, filtersOn } from '#platform/filter';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Arrival, LotEvent } from '../domain/lot.ts';

type LotRow = {
  readonly id: string;
  readonly product: string;
  readonly warehouse: string;
  readonly status: 'open' | 'held' | 'closed';
  readonly cost: string;
  readonly cost_per: 'kg' | 'MT';
  readonly received_on: string;
  readonly expires_on: string | null;
  readonly supplier: string | null;
  readonly purchase: string | null;
};

const arrived = (lot: string, { cost, ...arrival }: Arrival): LotRow => ({
  id: lot,
  product: arrival.product,
  warehouse: arrival.warehouse,
  status: 'open',
  cost: cost.tenThousandths,
  cost_per: cost.per,
  received_on: arrival.receivedOn,
  expires_on: arrival.expiresOn ?? null,
  supplier: arrival.supplier ?? null,
  purchase: arrival.purchase ?? null,
});

/** What is known of each lot. */
export const lots = view<LotEvent, LotRow, 'id'>({
  name: 'inventory.lots',
  key: ['id'],
  on: {
    LotReceived: ({ data: { lot, ...arrival } }, rows) => rows.put(arrived(lot, arrival)),
    OpeningBalanceImported: ({ data: { lot, ...arrival } }, rows) => rows.put(arrived(lot, arrival)),
    OpeningBalanceWithdrawn: ({ data: { lot } }, rows) => rows.drop({ id: lot }),
    LotHeld: ({ data: { lot } }, rows) => rows.patch({ id: lot }, { status: 'held' }),
    LotFreed: ({ data: { lot } }, rows) => rows.patch({ id: lot }, { status: 'open' }),
    LotClosed: ({ data: { lot } }, rows) => rows.patch({ id: lot }, { status: 'closed' }),
  },
});

export type Listed = LotRow & {
  readonly code: string;
  readonly grade: string;
  readonly on_hand: string;
  readonly reserved: string;
};

type Stored = LotRow & { readonly tenant: string };
export type LotFilter = Pick<Stored, 'tenant'> &
  Partial<Pick<Stored, 'product' | 'warehouse' | 'status'>> & {
    /** Only lots with something free that may be reserved on this day. */
    readonly usableOn?: string;
    readonly after: readonly unknown[] | undefined;
    readonly limit: number;
  };

const { is, behind } = filtersOn<Stored>('l');

const usable = (on: string | undefined) =>
  on === undefined
    ? undefined
    : all(is('status', 'open'), condition`h.on_hand > h.reserved`, condition`coalesce(l.expires_on >= ${on}, true)`);

/** Lots with what they hold, the first received first. */
export const listLots = (sql: Sql, { tenant, product, warehouse, status, usableOn, after, limit }: LotFilter) => {
  const wanted = all(
    is('tenant', tenant),
    is('product', product),
    is('warehouse', warehouse),
    is('status', status),
    usable(usableOn),
    behind(
      [
        ['received_on', 'asc'],
        ['id', 'asc'],
      ],
      after,
    ),
  );
  return sql<Listed>`
    select l.id, l.product, p.code, p.grade, l.warehouse, l.status, l.cost::text as cost, l.cost_per, l.received_on, l.expires_on,
      l.supplier, l.purchase, h.on_hand::text as on_hand, h.reserved::text as reserved
    from inventory.lots l
    join inventory.products p on p.tenant = l.tenant and p.id = l.product
    cross join lateral (
      select coalesce(received, 0) - coalesce(split_off, 0) + coalesce(adjusted, 0) + coalesce(returned, 0) - coalesce(issued, 0) as on_hand,
        coalesce(reserved, 0) as reserved
      from inventory.stock s
      where s.tenant = l.tenant and s.lot = l.id
    ) h
    where ${wanted} order by l.received_on, l.id limit ${limit}`;
};

/** Which of these products have lots, whatever is left of them. */
export const productsWithLots = async (sql: Sql, tenant: string, products: readonly string[]): Promise<ReadonlySet<string>> => {
  const rows = await sql<{ readonly product: string }>`
    select distinct product from inventory.lots where tenant = ${tenant} and product = any(${products}::uuid[])`;
  return new Set(rows.map(({ product }) => product));
};
