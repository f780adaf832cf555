import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { holdings } from '../views/holdings.ts';
import { Day, dayOf, Kg, Rupees, sumOf } from './shapes.ts';
import { valued, valuedOf } from './valued.ts';

export const markToMarket = query({
  name: 'analytics.markToMarket',
  summary:
    'Tells what lies in the warehouses at what it has cost and at what the market pays. Grades without a mark count at cost alone.',
  access: 'inventory:read',
  public: true,
  fields: {
    'items.atCost': 'rates:read',
    'items.atMark': 'rates:read',
    'items.gain': 'rates:read',
    'total.atCost': 'rates:read',
    'total.gain': 'rates:read',
  },
  input: t.Object({ on: t.Optional(Day) }),
  output: t.Object({
    items: t.Array(t.Object({ grade: t.String(), warehouse: t.String(), kg: Kg, ...valued })),
    total: t.Object({ kg: Kg, atCost: t.Optional(Rupees), gain: t.Optional(Rupees) }),
  }),
  run: async ({ on }, { sql, tenant, now }) => {
    const rows = await holdings(sql, tenant, dayOf(on, now));
    const marked = rows.filter(({ at_mark }) => at_mark !== null);
    const gain = sumOf(marked, ({ at_mark }) => at_mark) - sumOf(marked, ({ at_cost }) => at_cost);
    return {
      items: rows.map(({ grade, warehouse, grams, ...values }) => ({
        grade,
        warehouse,
        kg: kgOf(integerOf(grams)),
        ...valuedOf(values),
      })),
      total: {
        kg: kgOf(sumOf(rows, ({ grams }) => grams)),
        atCost: rupeesOf(sumOf(rows, ({ at_cost }) => at_cost)),
        gain: rupeesOf(gain),
      },
    };
  },
});
