import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { query } from '#platform/feature';
import { agedReceivables, type Owing } from '../views/holdings.ts';
import { Day, dayOf, Id, Rupees, sumOf } from './shapes.ts';

const buckets = { notDue: Rupees, to30: Rupees, to60: Rupees, to90: Rupees, over90: Rupees, owed: Rupees, advance: Rupees };

export const receivablesAgeing = query({
  name: 'analytics.receivablesAgeing',
  summary: 'Tells what each buyer owes by how many days it is overdue. What was paid settles what was due first.',
  access: 'credit:read',
  public: true,
  input: t.Object({ on: t.Optional(Day) }),
  output: t.Object({
    items: t.Array(t.Object({ party: Id, name: t.String(), ...buckets })),
    total: t.Object(buckets),
  }),
  run: async ({ on }, { sql, tenant, now }) => {
    const rows = await agedReceivables(sql, tenant, dayOf(on, now));
    const total = {
      not_due: String(sumOf(rows, ({ not_due }) => not_due)),
      to_30: String(sumOf(rows, ({ to_30 }) => to_30)),
      to_60: String(sumOf(rows, ({ to_60 }) => to_60)),
      to_90: String(sumOf(rows, ({ to_90 }) => to_90)),
      over_90: String(sumOf(rows, ({ over_90 }) => over_90)),
      advance: String(sumOf(rows, ({ advance }) => advance)),
    };
    return { items: rows.map(({ party, name, ...owing }) => ({ party, name, ...owed(owing) })), total: owed(total) };
  },
});

const owed = ({ not_due, to_30, to_60, to_90, over_90, advance }: Omit<Owing, 'party' | 'name'>) => ({
  notDue: rupeesOf(integerOf(not_due)),
  to30: rupeesOf(integerOf(to_30)),
  to60: rupeesOf(integerOf(to_60)),
  to90: rupeesOf(integerOf(to_90)),
  over90: rupeesOf(integerOf(over_90)),
  owed: rupeesOf([not_due, to_30, to_60, to_90, over_90].reduce((sum, each) => sum + integerOf(each), 0n)),
  advance: rupeesOf(integerOf(advance)),
});
