import { Type as t } from 'typebox';
import { rupees } from '#kernel/trade/money';
import { command } from '#platform/feature';
import { Id, Rupees } from '../contract.ts';
import { CreditAccount, setLimit } from '../domain/credit-account.ts';
import { mayTrade, Party, PartyId } from '../domain/party.ts';

export const setCreditLimit = command({
  name: 'customers.setCreditLimit',
  summary: 'Sets how much a buyer may owe, open deals included. Without a limit that is nothing.',
  access: 'credit:write',
  public: true,
  input: t.Object({ id: Id, limit: Rupees }),
  output: t.Object({}),
  run: ({ id, limit }, { events }) => {
    const party = PartyId(id);
    const paise = rupees(limit);
    return events.decide(
      { party: [Party, party], account: [CreditAccount, party] },
      (now) => {
        mayTrade(now.party);
        return { account: setLimit(now.account, party, paise) };
      },
      () => ({}),
    );
  },
});
