import { all, filtersOn } from '#platform/filter';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { DealEvent, Ending, Status } from '../domain/deal.ts';
import { gramsOf, invoice, profitOf, type Terms } from '../domain/terms.ts';

type DealRow = {
  readonly id: string;
  readonly number: string | null;
  readonly status: Status;
  readonly buyer: string;
  readonly buyer_name: string;
  readonly product: string;
  readonly code: string;
  readonly grade: string;
  readonly grams: string;
  readonly dispatched: string;
  readonly rate: string;
  readonly per: 'kg' | 'MT';
  readonly total: string;
  readonly profit: string;
  readonly trader: string;
  readonly day: string;
};

const agreed = (terms: Terms) => ({
  buyer: terms.buyer,
  buyer_name: terms.buyerName,
  product: terms.product,
  code: terms.code,
  grade: terms.grade,
  grams: String(gramsOf(terms)),
  rate: terms.rate.tenThousandths,
  per: terms.rate.per,
  total: String(invoice(terms).total),
  profit: String(profitOf(terms).profit),
  day: terms.on,
});

/** What a deal has earned in the end: of what has left. */
const earned = ({ terms, dispatched }: Ending): string => String(profitOf(terms, dispatched).profit);

type Entered = { readonly deal: string; readonly by: string; readonly terms: Terms };

const entered = ({ deal, by, terms }: Entered, status: Status): DealRow => ({
  id: deal,
  number: null,
  status,
  ...agreed(terms),
  dispatched: '0',
  trader: by,
});

/** What lists show of deals. */
export const deals = view<DealEvent, DealRow, 'id'>({
  name: 'deals.deals',
  key: ['id'],
  on: {
    DealDrafted: ({ data }, rows) => rows.put(entered(data, 'draft')),
    DealSubmitted: ({ data }, rows) => rows.put(entered(data, 'pending')),
    DealConfirmed: ({ data: { deal, number } }, rows) => rows.patch({ id: deal }, { status: 'confirmed', number }),
    DealRejected: ({ data: { deal } }, rows) => rows.patch({ id: deal }, { status: 'rejected' }),
    DealAmended: ({ data: { deal, terms, status } }, rows) => rows.patch({ id: deal }, { status, ...agreed(terms) }),
    DispatchRecorded: ({ data: { deal, dispatched, status } }, rows) => rows.patch({ id: deal }, { dispatched, status }),
    DealShortClosed: ({ data }, rows) => rows.patch({ id: data.deal }, { status: 'short-closed', profit: earned(data) }),
    DealCancelled: ({ data: { deal } }, rows) => rows.patch({ id: deal }, { status: 'cancelled' }),
    DealCompleted: ({ data }, rows) => rows.patch({ id: data.deal }, { status: 'completed', profit: earned(data) }),
  },
});

type Stored = DealRow & { readonly tenant: string };
export type DealFilter = Pick<Stored, 'tenant'> &
  Partial<Pick<Stored, 'status' | 'buyer' | 'product' | 'trader'>> & {
    readonly from?: string;
    readonly to?: string;
    readonly after: readonly unknown[] | undefined;
    readonly limit: number;
  };

const { is, atLeast, atMost, behind } = filtersOn<Stored>();

/** Deals, the newest first, behind a place. */
export const listDeals = (sql: Sql, { tenant, status, buyer, product, trader, from, to, after, limit }: DealFilter) => {
  const wanted = all(
    is('tenant', tenant),
    is('status', status),
    is('buyer', buyer),
    is('product', product),
    is('trader', trader),
    atLeast('day', from),
    atMost('day', to),
    behind(
      [
        ['day', 'desc'],
        ['id', 'asc'],
      ],
      after,
    ),
  );
  return sql<DealRow>`
    select id, number, status, buyer, buyer_name, product, code, grade, grams::text as grams, dispatched::text as dispatched,
      rate::text as rate, per, total::text as total, profit::text as profit, trader, day
    from deals.deals where ${wanted} order by day desc, id limit ${limit}`;
};
