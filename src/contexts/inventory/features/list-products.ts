import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { listProducts as read } from '../views/products.ts';
import { ProductAnswer } from './product-answer.ts';

export const listProducts = query({
  name: 'inventory.listProducts',
  summary: 'Lists products in the order of their codes.',
  access: 'inventory:read',
  public: true,
  input: t.Object({ search: t.Optional(t.String({ description: 'In code, name, grade and maker' })), ...paging }),
  output: Page(ProductAnswer),
  run: async ({ limit, cursor, ...asked }, { sql, tenant }) => {
    const after = placeOf(cursor, ['text'], 'inventory.bad-cursor');
    const rows = await read(sql, { tenant, ...asked, after, limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ code }) => [code],
      item: ({ pack, maker, ...row }) => ({ ...row, ...(maker !== null && { maker }), packKg: kgOf(integerOf(pack)) }),
    });
  },
});
