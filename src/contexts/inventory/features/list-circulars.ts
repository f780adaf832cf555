import { Type as t } from 'typebox';
import { shownRate } from '#kernel/trade/money';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Day, Id, Price } from '../contract.ts';
import { listCirculars as read } from '../views/circulars.ts';

export const listCirculars = query({
  name: 'inventory.listCirculars',
  summary: 'Lists the published prices, the newest first.',
  access: 'rates:read',
  public: true,
  input: t.Object({ ...paging }),
  output: Page(
    t.Object({
      id: Id,
      issuer: t.String(),
      from: Day,
      prices: t.Array(t.Object({ product: Id, rate: Price })),
      note: t.Optional(t.String()),
      publishedAt: t.String(),
    }),
  ),
  run: async ({ limit, cursor }, { sql, tenant }) => {
    const after = placeOf(cursor, ['day', 'uuid'], 'inventory.bad-cursor');
    return pageOf(await read(sql, { tenant, after, limit: limit + 1 }), limit, {
      place: ({ since, id }) => [since, id],
      item: ({ id, issuer, since, prices, note, published_at }) => ({
        id,
        issuer,
        from: since,
        prices: prices.map(({ product, rate }) => ({ product, rate: shownRate(rate) })),
        ...(note !== null && { note }),
        publishedAt: published_at.toISOString(),
      }),
    });
  },
});
