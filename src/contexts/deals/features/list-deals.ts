import { Type as t } from 'typebox';
import { Price } from '#inventory/contract';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf, shownRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { TradeDate } from '#kernel/trade/trade-date';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Day, Id, Kg, Rupees } from '../contract.ts';
import { listDeals as read } from '../views/deals.ts';
import { maySeeMargin } from './ownership.ts';

const StatusName = t.Union(
  (
    [
      'draft',
      'pending',
      'confirmed',
      'part-dispatched',
      'dispatched',
      'completed',
      'rejected',
      'cancelled',
      'short-closed',
    ] as const
  ).map((status) => t.Literal(status)),
);

export const listDeals = query({
  name: 'deals.listDeals',
  summary: 'Lists deals, the newest first. A trader sees the profit of their own.',
  access: 'deals:read',
  public: true,
  fields: { 'items.rate': 'rates:read', 'items.total': 'rates:read', 'items.profit': 'rates:read' },
  input: t.Object({
    status: t.Optional(StatusName),
    buyer: t.Optional(Id),
    product: t.Optional(Id),
    trader: t.Optional(t.String()),
    from: t.Optional(Day),
    to: t.Optional(Day),
    ...paging,
  }),
  output: Page(
    t.Object({
      id: Id,
      number: t.Optional(t.String()),
      status: t.String(),
      buyer: Id,
      buyerName: t.String(),
      product: Id,
      code: t.String(),
      grade: t.String(),
      kg: Kg,
      dispatchedKg: Kg,
      rate: t.Optional(Price),
      total: t.Optional(Rupees),
      profit: t.Optional(t.String()),
      trader: t.String(),
      on: Day,
    }),
  ),

  run: async ({ from, to, limit, cursor, ...asked }, { sql, tenant, caller }) => {
    const between = { ...(from !== undefined && { from: TradeDate(from) }), ...(to !== undefined && { to: TradeDate(to) }) };
    const after = placeOf(cursor, ['day', 'uuid'], 'deals.bad-cursor');
    const rows = await read(sql, { tenant, ...asked, ...between, after, limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ day, id }) => [day, id],
      item: ({ number, buyer_name, grams, dispatched, rate, per, total, profit, day, ...row }) => ({
        ...row,
        ...(number !== null && { number }),
        buyerName: buyer_name,
        kg: kgOf(integerOf(grams)),
        dispatchedKg: kgOf(integerOf(dispatched)),
        rate: shownRate({ tenThousandths: rate, per }),
        total: rupeesOf(integerOf(total)),
        ...(maySeeMargin({ by: row.trader }, caller) && { profit: rupeesOf(integerOf(profit)) }),
        on: day,
      }),
    });
  },
});
