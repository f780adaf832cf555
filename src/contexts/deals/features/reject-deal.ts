import { command } from '#platform/feature';
import { rejectDeal as contract } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { reject } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';

export const rejectDeal = command({
  ...contract,
  access: 'deals:admin',
  run: ({ deal, ...no }, { events }) =>
    events.decide(
      { deal: [Deal, DealId(deal)] },
      (now) => ({ deal: reject(now.deal, no) }),
      () => ({}),
    ),
});
