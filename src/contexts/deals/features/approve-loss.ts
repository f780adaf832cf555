import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { approveLoss as approve } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';

export const approveLoss = command({
  name: 'deals.approveLoss',
  summary: 'Lets a draft of somebody else pass that loses money, as it stands.',
  access: 'deals:admin',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events, caller }) =>
    events.decide(
      { deal: [Deal, DealId(id)] },
      ({ deal }) => ({ deal: approve(deal, caller.actor) }),
      () => ({}),
    ),
});
