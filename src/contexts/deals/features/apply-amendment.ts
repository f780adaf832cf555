import { command } from '#platform/feature';
import { applyAmendment as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { amend } from '../domain/amending.ts';
import { DealId } from '../domain/id.ts';
import { assertAllHeld } from './held.ts';
import { amending } from './late-steps.ts';

export const applyAmendment = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, amendment }, { events }) =>
    events.decide(
      { deal: [Deal, DealId(deal)], saga: [amending, `${deal}.${amendment}`] },
      (now) => {
        const amended = amend(now.deal, amendment);
        if (amended.length > 0) assertAllHeld(now.saga, 'apply');
        return { deal: amended };
      },
      () => ({}),
    ),
});
