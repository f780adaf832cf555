import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { daysBetween, TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { Day, Id, Rupees } from '../contract.ts';
import { openReceivables } from '../views/receivables.ts';

export const listReceivables = query({
  name: 'customers.listReceivables',
  summary: 'Lists what buyers owe, the longest due first.',
  access: 'credit:read',
  public: true,
  input: t.Object({ party: t.Optional(Id), ...paging }),
  output: Page(
    t.Object({
      id: Id,
      party: Id,
      deal: Id,
      amount: Rupees,
      open: Rupees,
      raisedOn: Day,
      dueOn: Day,
      daysOverdue: t.Integer({ description: 'Below nothing: not due yet' }),
    }),
  ),
  run: async ({ party = null, limit, cursor }, { sql, tenant, now }) => {
    const after = placeOf(cursor, ['day', 'uuid'], 'customers.bad-cursor');
    const today = tradeDateAt(now());
    return pageOf(await openReceivables(sql, { tenant, party, after, limit: limit + 1 }), limit, {
      place: ({ due_on, id }) => [due_on, id],
      item: ({ paise, open, raised_on, due_on, ...row }) => ({
        ...row,
        amount: rupeesOf(integerOf(paise)),
        open: rupeesOf(integerOf(open)),
        raisedOn: raised_on,
        dueOn: due_on,
        daysOverdue: daysBetween(TradeDate(due_on), today),
      }),
    });
  },
});
