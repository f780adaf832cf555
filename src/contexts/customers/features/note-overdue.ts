import { tradeDateAt } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { noteOverdue as contract } from '../contract.ts';
import { CreditAccount, noteOverdue as note } from '../domain/credit-account.ts';
import { PartyId } from '../domain/party.ts';

export const noteOverdue = command({
  ...contract,
  access: 'credit:write',
  run: ({ party: given, receivable }, { events, now }) => {
    const party = PartyId(given);
    const today = tradeDateAt(now());
    return events.decide(
      { account: [CreditAccount, party] },
      ({ account }) => ({ account: note(account, party, receivable, today) }),
      () => ({}),
      { inTurn: true },
    );
  },
});
