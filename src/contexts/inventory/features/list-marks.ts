import { Type as t } from 'typebox';
import { shownRate } from '#kernel/trade/money';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { query } from '#platform/feature';
import { Day, Price } from '../contract.ts';
import { marksOn } from '../views/marks.ts';

export const listMarks = query({
  name: 'inventory.listMarks',
  summary: 'Lists what each grade is worth: the newest mark up to a day, today unless said.',
  access: 'rates:read',
  public: true,
  input: t.Object({ on: t.Optional(Day) }),
  output: t.Object({ items: t.Array(t.Object({ grade: t.String(), on: Day, rate: Price })) }),
  run: async ({ on }, { sql, tenant, now }) => {
    const day = on === undefined ? tradeDateAt(now()) : TradeDate(on);
    const rows = await marksOn(sql, tenant, day);
    return {
      items: rows.map(({ grade, day: on, rate, per }) => ({ grade, on, rate: shownRate({ tenThousandths: rate, per }) })),
    };
  },
});
