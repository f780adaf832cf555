import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { dealProfits, totalProfit } from '../views/earnings.ts';
import { Day, earned, earnedOf, Id, period, periodOf } from './shapes.ts';

const Row = t.Object({
  deal: Id,
  number: t.String(),
  on: Day,
  status: t.String(),
  trader: t.String(),
  buyerName: t.String(),
  code: t.String(),
  grade: t.String(),
  ...earned,
});

export const profitOfDeals = query({
  name: 'analytics.profitOfDeals',
  summary:
    'Tells what each deal of a period earns: what is agreed, and of what is over what has left. The total is that of the period.',
  access: 'reports:read',
  public: true,
  input: t.Object({ ...period, ...paging }),
  output: t.Object({ ...Page(Row).properties, total: t.Object({ deals: t.Integer(), ...earned }) }),

  run: async ({ limit, cursor, ...days }, { sql, tenant }) => {
    const wanted = periodOf(days, tenant);
    const after = placeOf(cursor, ['day', 'uuid'], 'analytics.bad-cursor');
    const [rows, total] = await Promise.all([dealProfits(sql, { ...wanted, after, limit: limit + 1 }), totalProfit(sql, wanted)]);
    const nothing = { deals: 0, grams: '0', revenue: '0', cost: '0', charges: '0' };
    const { deals, ...sums } = total ?? nothing;
    return {
      ...pageOf(rows, limit, {
        place: ({ day, deal }) => [day, deal],
        item: ({ day, buyer_name, grams, revenue, cost, charges, ...row }) => ({
          ...row,
          on: day,
          buyerName: buyer_name,
          ...earnedOf({ grams, revenue, cost, charges }),
        }),
      }),
      total: { deals, ...earnedOf(sums) },
    };
  },
});
