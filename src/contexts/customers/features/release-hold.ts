import { integerOf } from '#kernel/trade/integer';
import { command } from '#platform/feature';
import { releaseHold as contract } from '../contract.ts';
import { CreditAccount, releaseHold as release } from '../domain/credit-account.ts';
import { PartyId } from '../domain/party.ts';

export const releaseHold = command({
  ...contract,
  access: 'credit:write',
  run: ({ party: given, deal, paise }, { events }) => {
    const party = PartyId(given);
    const to = paise === undefined ? 0n : integerOf(paise);
    return events.decide(
      { account: [CreditAccount, party] },
      ({ account }) => ({ account: release(account, { party, deal, to }) }),
      () => ({}),
      { inTurn: true },
    );
  },
});
