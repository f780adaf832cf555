import { command } from '#platform/feature';
import { rejectDeal as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { assertAttempt, reject } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';

export const rejectDeal = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, attempt, ...no }, { events }) =>
    events.decide(
      { deal: [Deal, DealId(deal)] },
      (now) => {
        assertAttempt(now.deal, attempt);
        return { deal: reject(now.deal, no) };
      },
      () => ({}),
    ),
});
