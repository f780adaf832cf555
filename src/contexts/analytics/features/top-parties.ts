import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { kgOf } from '#kernel/trade/quantity';
import { query } from '#platform/feature';
import { topBuyers, topSuppliers } from '../views/earnings.ts';
import { earned, earnedOf, Id, Kg, period, periodOf, Rupees } from './shapes.ts';

export const topParties = query({
  name: 'analytics.topParties',
  summary: 'Tells to whom most was sold and from whom most was bought, by value.',
  access: 'reports:read',
  public: true,
  input: t.Object({ ...period, limit: t.Integer({ minimum: 1, maximum: 100, default: 10 }) }),
  output: t.Object({
    buyers: t.Array(t.Object({ party: Id, name: t.String(), deals: t.Integer(), ...earned })),
    suppliers: t.Array(t.Object({ party: Id, name: t.String(), purchases: t.Integer(), kg: Kg, amount: Rupees })),
  }),
  run: async ({ limit, ...days }, { sql, tenant }) => {
    const wanted = periodOf(days, tenant);
    const [buyers, suppliers] = await Promise.all([topBuyers(sql, wanted, limit), topSuppliers(sql, wanted, limit)]);
    return {
      buyers: buyers.map(({ party, name, deals, ...sums }) => ({ party, name, deals, ...earnedOf(sums) })),
      suppliers: suppliers.map(({ grams, paise, ...row }) => ({
        ...row,
        kg: kgOf(integerOf(grams)),
        amount: rupeesOf(integerOf(paise)),
      })),
    };
  },
});
