import { command } from '#platform/feature';
import { refuseAmendment as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { refuseAmendment as refuse } from '../domain/amending.ts';
import { DealId } from '../domain/id.ts';

export const refuseAmendment = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, amendment, ...no }, { events }) =>
    events.decide(
      { deal: [Deal, DealId(deal)] },
      (now) => ({ deal: refuse(now.deal, amendment, no) }),
      () => ({}),
    ),
});
