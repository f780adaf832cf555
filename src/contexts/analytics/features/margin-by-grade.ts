import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { gradeMargins } from '../views/earnings.ts';
import { earned, earnedOf, period, periodOf, sumOf } from './shapes.ts';

export const marginByGrade = query({
  name: 'analytics.marginByGrade',
  summary: 'Tells what each grade earns in each month.',
  access: 'reports:read',
  public: true,
  input: t.Object({ ...period }),
  output: t.Object({
    items: t.Array(t.Object({ grade: t.String(), month: t.String(), deals: t.Integer(), ...earned })),
    total: t.Object(earned),
  }),
  run: async (days, { sql, tenant }) => {
    const rows = await gradeMargins(sql, periodOf(days, tenant));
    const total = {
      grams: String(sumOf(rows, ({ grams }) => grams)),
      revenue: String(sumOf(rows, ({ revenue }) => revenue)),
      cost: String(sumOf(rows, ({ cost }) => cost)),
      charges: String(sumOf(rows, ({ charges }) => charges)),
    };
    return {
      items: rows.map(({ grade, month, deals, ...sums }) => ({ grade, month, deals, ...earnedOf(sums) })),
      total: earnedOf(total),
    };
  },
});
