import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { rupees } from '#kernel/trade/money';
import { TradeDate, tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { Day, Id, Rupees } from '../contract.ts';
import { CreditAccount, recordPayment as record } from '../domain/credit-account.ts';
import { exists, Party, PartyId } from '../domain/party.ts';

export const recordPayment = command({
  name: 'customers.recordPayment',
  summary: 'Records what a buyer has paid. It settles what was due first; more than that is kept as an advance.',
  access: 'credit:write',
  public: true,
  answers: 201,
  input: t.Object({
    party: Id,
    id: t.Optional(Id),
    amount: Rupees,
    paidOn: t.Optional(Day),
    reference: t.Optional(t.String({ description: 'UTR, cheque number' })),
  }),
  output: t.Object({ id: Id }),
  run: ({ party: given, id, amount, paidOn, reference }, { events, newId, now }) => {
    const party = PartyId(given);
    const payment = {
      payment: id ?? newId(),
      paise: String(rupees(amount)),
      paidOn: paidOn === undefined ? tradeDateAt(now()) : TradeDate(paidOn),
      ...(reference !== undefined && { reference: Label(reference) }),
    };
    return events.decide(
      { party: [Party, party], account: [CreditAccount, party] },
      (current) => {
        exists(current.party);
        return { account: record(current.account, party, payment) };
      },
      () => ({ id: payment.payment }),
    );
  },
});
