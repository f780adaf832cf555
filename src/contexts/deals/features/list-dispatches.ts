import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Id } from '../contract.ts';
import { listDispatches as read } from '../views/dispatches.ts';
import { DispatchAnswer } from './dispatch-shape.ts';

export const listDispatches = query({
  name: 'deals.listDispatches',
  summary: 'Lists dispatch notes, the newest first.',
  access: 'dispatch:read',
  public: true,
  input: t.Object({
    id: t.Optional(Id),
    deal: t.Optional(Id),
    status: t.Optional(
      t.Union((['prepared', 'loaded', 'departed', 'delivered', 'voided'] as const).map((status) => t.Literal(status))),
    ),
    ...paging,
  }),
  output: Page(DispatchAnswer),
  run: async ({ limit, cursor, ...asked }, { sql, tenant }) => {
    const after = placeOf(cursor, ['time', 'uuid'], 'deals.bad-cursor');
    return pageOf(await read(sql, { tenant, ...asked, after, limit: limit + 1 }), limit, {
      place: ({ prepared_at, id: last }) => [prepared_at.toISOString(), last],
      item: ({ deal_number, buyer_name, grams, number, day, vehicle, transporter, lorry_receipt, prepared_at: _, ...row }) => ({
        ...row,
        dealNumber: deal_number,
        buyerName: buyer_name,
        kg: kgOf(integerOf(grams)),
        ...(number !== null && { number }),
        ...(day !== null && { on: day }),
        ...(vehicle !== null && { vehicle }),
        ...(transporter !== null && { transporter }),
        ...(lorry_receipt !== null && { lorryReceipt: lorry_receipt }),
      }),
    });
  },
});
