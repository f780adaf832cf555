import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { draft, submit } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';
import { assertGivenBack, rejectedAttempt } from './late-steps.ts';
import { mayChange } from './ownership.ts';
import { TermsInput } from './terms-input.ts';
import { termsOf } from './terms-of.ts';

export const enterDeal = command({
  name: 'deals.enterDeal',
  summary: 'Enters a deal with all its sources and asks for what it needs; as a draft it only writes it down, also anew.',
  access: 'deals:write',
  public: true,
  answers: 201,
  input: t.Object({ id: t.Optional(Id), draft: t.Boolean({ default: false }), ...TermsInput.properties }),
  output: t.Object({ id: Id, status: t.String() }),

  run: async ({ id: given, draft: isDraft, ...input }, ports) => {
    const { events, caller, newId } = ports;
    const deal = DealId(given ?? newId());
    const entry = { deal, by: caller.actor, terms: await termsOf(input, ports) };
    return events.decide(
      async () => ({ deal: [Deal, deal], before: await rejectedAttempt(ports, given === undefined ? undefined : deal) }),
      (now) => {
        if (now.deal.status !== 'none') mayChange(now.deal, caller);
        assertGivenBack(now.before);
        return { deal: isDraft ? draft(now.deal, entry) : submit(now.deal, entry) };
      },
      (after) => ({ id: deal, status: after.deal.state.status }),
    );
  },
});
