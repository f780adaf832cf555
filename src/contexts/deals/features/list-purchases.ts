import { Type as t } from 'typebox';
import { Price } from '#inventory/contract';
import { integerOf } from '#kernel/trade/integer';
import { shownRate } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Day, Id, Kg } from '../contract.ts';
import { listPurchases as read } from '../views/purchases.ts';

export const listPurchases = query({
  name: 'deals.listPurchases',
  summary: 'Lists purchases, the newest first: how much was bought, promised to deals and received.',
  access: 'deals:read',
  public: true,
  fields: { 'items.rate': 'rates:read' },
  input: t.Object({
    id: t.Optional(Id),
    supplier: t.Optional(Id),
    product: t.Optional(Id),
    status: t.Optional(t.Union([t.Literal('open'), t.Literal('closed'), t.Literal('cancelled')])),
    ...paging,
  }),
  output: Page(
    t.Object({
      id: Id,
      supplier: Id,
      supplierName: t.String(),
      product: Id,
      status: t.String(),
      kg: Kg,
      promisedKg: Kg,
      receivedKg: Kg,
      rate: t.Optional(Price),
      on: Day,
      forDeal: t.Optional(Id),
    }),
  ),
  run: async ({ limit, cursor, ...asked }, { sql, tenant }) => {
    const after = placeOf(cursor, ['day', 'uuid'], 'deals.bad-cursor');
    const rows = await read(sql, { tenant, ...asked, after, limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ day, id: last }) => [day, last],
      item: ({ supplier_name, committed, promised, received, rate, per, day, for_deal, ...row }) => ({
        ...row,
        supplierName: supplier_name,
        kg: kgOf(integerOf(committed)),
        promisedKg: kgOf(integerOf(promised)),
        receivedKg: kgOf(integerOf(received)),
        rate: shownRate({ tenThousandths: rate, per }),
        on: day,
        ...(for_deal !== null && { forDeal: for_deal }),
      }),
    });
  },
});
