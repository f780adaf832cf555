import { Type as t } from 'typebox';
import { integerOf } from '#kernel/trade/integer';
import { rupeesOf } from '#kernel/trade/money';
import { query } from '#platform/feature';
import { Day, Id, Rupees } from '../contract.ts';
import { CreditAccount, exposure } from '../domain/credit-account.ts';
import { exists, Party, PartyId } from '../domain/party.ts';
import { paymentsOf } from '../views/receivables.ts';

export const getCredit = query({
  name: 'customers.getCredit',
  summary: 'Tells what a buyer may owe, owes and has under way, and the latest payments.',
  access: 'credit:read',
  public: true,
  sensitive: true,
  input: t.Object({ id: Id }),
  output: t.Object({
    limit: Rupees,
    owed: Rupees,
    held: Rupees,
    available: Rupees,
    payments: t.Array(
      t.Object({ id: Id, amount: Rupees, paidOn: Day, reference: t.Optional(t.String()), reversed: t.Boolean() }),
    ),
  }),
  run: async ({ id }, { events, sql, tenant }) => {
    const party = PartyId(id);
    const [{ state: known }, { state: account }] = await Promise.all([
      events.read(Party, party),
      events.read(CreditAccount, party),
    ]);
    exists(known);
    const payments = await paymentsOf(sql, tenant, party);
    return {
      limit: rupeesOf(account.limit),
      owed: rupeesOf(account.owed),
      held: rupeesOf(account.held),
      available: rupeesOf(account.limit - exposure(account)),
      payments: payments.map(({ id: payment, paise, paid_on, reference, reversed }) => ({
        id: payment,
        amount: rupeesOf(integerOf(paise)),
        paidOn: paid_on,
        ...(reference !== null && { reference }),
        reversed,
      })),
    };
  },
});
