import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { TaxRateEvent } from '../domain/tax-rate.ts';

type TaxRateRow = { readonly hsn: string; readonly since: string; readonly basis_points: number };

/** How each HSN code is taxed, from a day on. */
export const taxRates = view<TaxRateEvent, TaxRateRow, 'hsn' | 'since'>({
  name: 'inventory.tax_rates',
  key: ['hsn', 'since'],
  on: { TaxRateSet: ({ data: { hsn, from, basisPoints } }, rows) => rows.put({ hsn, since: from, basis_points: basisPoints }) },
});

export const allTaxRates = (sql: Sql, tenant: string) =>
  sql<TaxRateRow>`select hsn, since, basis_points from inventory.tax_rates where tenant = ${tenant} order by hsn, since`;
