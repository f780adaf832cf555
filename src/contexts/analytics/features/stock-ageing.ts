import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { agedStock } from '../views/holdings.ts';
import { Day, dayOf, Kg, Rupees, sumOf } from './shapes.ts';
import { valued, valuedOf } from './valued.ts';

export const stockAgeing = query({
  name: 'analytics.stockAgeing',
  summary:
    'Tells how long goods have been lying: 0-15, 16-30, 31-60, 61-90 days and longer, at cost and at what the market pays.',
  access: 'inventory:read',
  public: true,
  fields: {
    'items.atCost': 'rates:read',
    'items.atMark': 'rates:read',
    'items.gain': 'rates:read',
    'total.atCost': 'rates:read',
  },
  input: t.Object({ on: t.Optional(Day) }),
  output: t.Object({
    items: t.Array(t.Object({ grade: t.String(), days: t.String(), kg: Kg, ...valued })),
    total: t.Object({ kg: Kg, atCost: t.Optional(Rupees) }),
  }),
  run: async ({ on }, { sql, tenant, now }) => {
    const rows = await agedStock(sql, tenant, dayOf(on, now));
    return {
      items: rows.map(({ grade, bucket, grams, ...values }) => ({
        grade,
        days: bucket,
        kg: kgOf(integerOf(grams)),
        ...valuedOf(values),
      })),
      total: { kg: kgOf(sumOf(rows, ({ grams }) => grams)), atCost: rupeesOf(sumOf(rows, ({ at_cost }) => at_cost)) },
    };
  },
});
