import { Type as t } from 'typebox';
import { tradeDateAt } from '#kernel/trade/trade-date';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Id } from '../contract.ts';
import { listLots as read } from '../views/lots.ts';
import { LotAnswer, lotAnswer } from './lot-answer.ts';

export const listLots = query({
  name: 'inventory.listLots',
  summary: 'Lists lots, the first received first; with `usable`, those of which something can be reserved today.',
  access: 'inventory:read',
  public: true,
  fields: { 'items.cost': 'rates:read' },
  input: t.Object({
    product: t.Optional(Id),
    warehouse: t.Optional(t.String()),
    status: t.Optional(t.Union([t.Literal('open'), t.Literal('held'), t.Literal('closed')])),
    usable: t.Boolean({ default: false }),
    ...paging,
  }),
  output: Page(LotAnswer),

  run: async ({ usable, limit, cursor, ...asked }, { sql, tenant, now }) => {
    const after = placeOf(cursor, ['day', 'uuid'], 'inventory.bad-cursor');
    const usableOn = usable && { usableOn: tradeDateAt(now()) };
    const rows = await read(sql, { tenant, ...asked, ...usableOn, after, limit: limit + 1 });
    return pageOf(rows, limit, { place: ({ received_on, id }) => [received_on, id], item: lotAnswer });
  },
});
