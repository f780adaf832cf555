import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal, exists } from '../domain/deal.ts';
import { cancel } from '../domain/fulfilling.ts';
import { DealId } from '../domain/id.ts';
import { mayChange } from './ownership.ts';

export const cancelDeal = command({
  name: 'deals.cancelDeal',
  summary: 'Calls a deal off of which nothing has left. What was bought for it is kept as stock, or cancelled.',
  access: 'deals:write',
  public: true,
  input: t.Object({
    id: Id,
    reason: t.String(),
    purchases: t.Union([t.Literal('keep'), t.Literal('cancel')], { default: 'keep' }),
  }),
  output: t.Object({}),
  run: ({ id, reason, purchases }, { events, caller }) =>
    events.decide(
      { deal: [Deal, DealId(id)] },
      ({ deal }) => {
        exists(deal);
        mayChange(deal, caller);
        return { deal: cancel(deal, Label(reason), purchases) };
      },
      () => ({}),
    ),
});
