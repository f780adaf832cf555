import { integerOf } from '#kernel/trade/integer';
import { TradeDate } from '#kernel/trade/trade-date';
import { command } from '#platform/feature';
import { raiseReceivable as contract } from '../contract.ts';
import { CreditAccount, raiseReceivable as raise } from '../domain/credit-account.ts';
import { PartyId } from '../domain/party.ts';

export const raiseReceivable = command({
  ...contract,
  access: 'credit:write',
  run: ({ party: given, paise, raisedOn, dueOn, ...due }, { events }) => {
    const party = PartyId(given);
    const receivable = { ...due, party, paise: integerOf(paise), raisedOn: TradeDate(raisedOn), dueOn: TradeDate(dueOn) };
    return events.decide(
      { account: [CreditAccount, party] },
      ({ account }) => ({ account: raise(account, receivable) }),
      () => ({}),
      { inTurn: true },
    );
  },
});
