import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { requestAmendment } from '../domain/amending.ts';
import { Deal, exists } from '../domain/deal.ts';
import { DealId } from '../domain/id.ts';
import { assertGivenBack, lastAmendment } from './late-steps.ts';
import { mayChange } from './ownership.ts';
import { TermsChange } from './terms-input.ts';
import { changedTerms } from './terms-of.ts';

export const amendDeal = command({
  name: 'deals.amendDeal',
  summary:
    'Asks for other terms of a confirmed deal. Until they are taken or refused, the old ones stand. What is left out stays.',
  access: 'deals:write',
  public: true,
  answers: 202,
  input: t.Object({ id: Id, ...TermsChange.properties }),
  output: t.Object({ id: Id, amendment: t.Integer() }),

  run: async ({ id, ...change }, ports) => {
    const { events, caller } = ports;
    const deal = DealId(id);
    const { state } = await events.read(Deal, deal);
    exists(state);
    mayChange(state, caller);
    const terms = await changedTerms(state.terms, change, ports);
    return events.decide(
      async () => ({ deal: [Deal, deal], before: await lastAmendment(ports, deal) }),
      (now) => {
        assertGivenBack(now.before);
        return { deal: requestAmendment(now.deal, { by: caller.actor, terms }) };
      },
      (after) => ({ id: deal, amendment: after.deal.state.status === 'none' ? 0 : after.deal.state.amendments }),
    );
  },
});
