import { rupees } from '#kernel/trade/money';
import { command } from '#platform/feature';
import { grantOverride as contract } from '../contract.ts';
import { CreditAccount, grantOverride as grant } from '../domain/credit-account.ts';
import { mayTrade, Party, PartyId } from '../domain/party.ts';

export const grantOverride = command({
  ...contract,
  access: 'credit:write',
  run: ({ party: given, deal, upTo }, { events, caller }) => {
    const party = PartyId(given);
    const override = { party, deal, paise: rupees(upTo), by: caller.actor };
    return events.decide(
      { party: [Party, party], account: [CreditAccount, party] },
      (now) => {
        mayTrade(now.party);
        return { account: grant(now.account, override) };
      },
      () => ({}),
    );
  },
});
