import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal, exists } from '../domain/deal.ts';
import { shortClose } from '../domain/fulfilling.ts';
import { DealId } from '../domain/id.ts';
import { mayChange } from './ownership.ts';

export const shortCloseDeal = command({
  name: 'deals.shortCloseDeal',
  summary: 'Ends a deal of which part has left; the rest is not wanted any more.',
  access: 'deals:write',
  public: true,
  input: t.Object({
    id: Id,
    reason: t.String(),
  }),
  output: t.Object({}),
  run: ({ id, reason }, { events, caller }) =>
    events.decide(
      { deal: [Deal, DealId(id)] },
      ({ deal }) => {
        exists(deal);
        mayChange(deal, caller);
        return { deal: shortClose(deal, Label(reason)) };
      },
      () => ({}),
    ),
});
