import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal, exists } from '../domain/deal.ts';
import { requestHold } from '../domain/holding.ts';
import { DealId } from '../domain/id.ts';
import { mayChange } from './ownership.ts';

export const holdStock = command({
  name: 'deals.holdStock',
  summary: 'Asks for the lots of a draft to be kept for it for 30 minutes. The deal tells whether they are.',
  access: 'deals:write',
  public: true,
  answers: 202,
  input: t.Object({ id: Id }),
  output: t.Object({ id: Id }),
  run: ({ id }, { events, caller }) => {
    const deal = DealId(id);
    return events.decide(
      { deal: [Deal, deal] },
      (now) => {
        exists(now.deal);
        mayChange(now.deal, caller);
        return { deal: requestHold(now.deal) };
      },
      () => ({ id: deal }),
    );
  },
});
