import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { CreditAccount, isClear } from '../domain/credit-account.ts';
import { merge, Party, PartyId } from '../domain/party.ts';

export const mergeParties = command({
  name: 'customers.mergeParties',
  summary: 'Says that a party is another one under a second name. It must owe nothing and have no open deals.',
  access: 'customers:write',
  public: true,
  input: t.Object({ id: Id, into: Id }),
  output: t.Object({}),
  run: ({ id, into }, { events }) => {
    const party = PartyId(id);
    return events.decide(
      { party: [Party, party], into: [Party, PartyId(into)], credit: [CreditAccount, party] },
      (now) => ({ party: merge(now, isClear(now.credit)) }),
      () => ({}),
    );
  },
});
