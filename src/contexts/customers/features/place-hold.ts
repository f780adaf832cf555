import { integerOf } from '#kernel/trade/integer';
import { command } from '#platform/feature';
import { placeHold as contract } from '../contract.ts';
import { CreditAccount, placeHold as place } from '../domain/credit-account.ts';
import { mayTrade, Party, PartyId } from '../domain/party.ts';

export const placeHold = command({
  ...contract,
  access: 'credit:write',
  run: ({ party: given, deal, paise, submittedBy }, { events }) => {
    const party = PartyId(given);
    return events.decide(
      { party: [Party, party], account: [CreditAccount, party] },
      (now) => {
        mayTrade(now.party);
        return { account: place(now.account, { party, deal, paise: integerOf(paise), submittedBy }) };
      },
      () => ({}),
      { inTurn: true },
    );
  },
});
