import { command } from '#platform/feature';
import { applyAmendment as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { amend } from '../domain/amending.ts';
import { DealId } from '../domain/id.ts';

export const applyAmendment = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, amendment }, { events }) =>
    events.decide(
      { deal: [Deal, DealId(deal)] },
      (now) => ({ deal: amend(now.deal, amendment) }),
      () => ({}),
    ),
});
