import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal, exists } from '../domain/deal.ts';
import { submit } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';
import { assertGivenBack, rejectedAttempt } from './late-steps.ts';
import { mayChange } from './ownership.ts';

export const submitDeal = command({
  name: 'deals.submitDeal',
  summary: 'Submits a draft, or once more a deal that was rejected or cancelled, with the terms it had.',
  access: 'deals:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({ status: t.String() }),
  run: ({ id }, ports) => {
    const { events, caller } = ports;
    const deal = DealId(id);
    return events.decide(
      async () => ({ deal: [Deal, deal], before: await rejectedAttempt(ports, deal) }),
      (now) => {
        exists(now.deal);
        mayChange(now.deal, caller);
        assertGivenBack(now.before);
        return { deal: submit(now.deal, { deal, by: caller.actor, terms: now.deal.terms }) };
      },
      (after) => ({ status: after.deal.state.status }),
    );
  },
});
