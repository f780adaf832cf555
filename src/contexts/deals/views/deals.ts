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

export type DealFilter = {
  readonly tenant: string;
  readonly status: Status | null;
  readonly buyer: string | null;
  readonly product: string | null;
  readonly trader: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly after: readonly unknown[] | undefined;
  readonly limit: number;
};

/** Deals, the newest first, behind a place. */
export const listDeals = (sql: Sql, { tenant, status, buyer, product, trader, from, to, after, limit }: DealFilter) => {
  const [day, id] = after ?? ['infinity', '00000000-0000-0000-0000-000000000000'];
  return sql<DealRow>`
    select id, number, status, buyer, buyer_name, product, code, grade, grams::text as grams, dispatched::text as dispatched,
      rate::text as rate, per, total::text as total, profit::text as profit, trader, day
    from deals.deals
    where tenant = ${tenant} and (day < ${day}::date or day = ${day}::date and id > ${id}::uuid)
      and (${status}::text is null or status = ${status}::text)
      and (${buyer}::uuid is null or buyer = ${buyer}::uuid)
      and (${product}::uuid is null or product = ${product}::uuid)
      and (${trader}::text is null or trader = ${trader}::text)
      and (${from}::date is null or day >= ${from}::date)
      and (${to}::date is null or day <= ${to}::date)
    order by day desc, id limit ${limit}`;
};
