import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { CreditAccount, reversePayment as reverse } from '../domain/credit-account.ts';
import { PartyId } from '../domain/party.ts';

export const reversePayment = command({
  name: 'customers.reversePayment',
  summary: 'Takes a payment back: the cheque bounced, or it was somebody else’s.',
  access: 'credit:write',
  public: true,
  input: t.Object({ party: Id, payment: Id, reason: t.String() }),
  output: t.Object({}),
  run: ({ party: given, payment, reason }, { events }) => {
    const party = PartyId(given);
    return events.decide(
      { account: [CreditAccount, party] },
      ({ account }) => ({ account: reverse(account, party, payment, Label(reason)) }),
      () => ({}),
    );
  },
});
