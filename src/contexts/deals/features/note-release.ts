import { command } from '#platform/feature';
import { noteRelease as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { assertAttempt } from '../domain/entering.ts';
import { noteRelease as note } from '../domain/fulfilling.ts';
import { DealId } from '../domain/id.ts';

export const noteRelease = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, attempt }, { events }) =>
    events.decide(
      { deal: [Deal, DealId(deal)] },
      (now) => {
        assertAttempt(now.deal, attempt);
        return { deal: note(now.deal) };
      },
      () => ({}),
    ),
});
