import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Day } from '../contract.ts';
import { allTaxRates } from '../views/tax-rates.ts';

export const listTaxRates = query({
  name: 'inventory.listTaxRates',
  summary: 'Lists how HSN codes are taxed, from which day on.',
  access: 'inventory:read',
  public: true,
  input: t.Object({}),
  output: t.Object({ items: t.Array(t.Object({ hsn: t.String(), from: Day, basisPoints: t.Integer() })) }),
  run: async (_, { sql, tenant }) => ({
    items: (await allTaxRates(sql, tenant)).map(({ hsn, since, basis_points }) => ({
      hsn,
      from: since,
      basisPoints: basis_points,
    })),
  }),
});
