import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { silentBuyers as read } from '../views/earnings.ts';
import { Day, dayOf, Id } from './shapes.ts';

export const silentBuyers = query({
  name: 'analytics.silentBuyers',
  summary: 'Tells which buyers have not ordered for 45 days, or as many as are said; the longest silent first.',
  access: 'reports:read',
  public: true,
  input: t.Object({ on: t.Optional(Day), days: t.Integer({ minimum: 1, maximum: 3_650, default: 45 }) }),
  output: t.Object({
    items: t.Array(t.Object({ party: Id, name: t.String(), lastDeal: Day, days: t.Integer(), deals: t.Integer() })),
  }),
  run: async ({ on, days }, { sql, tenant, now }) => ({
    items: (await read(sql, tenant, dayOf(on, now), days)).map(({ last_deal, ...row }) => ({ ...row, lastDeal: last_deal })),
  }),
});
