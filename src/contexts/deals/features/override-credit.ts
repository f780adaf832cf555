import { Type as t } from 'typebox';
import { grantOverride } from '#customers/contract';
import { must } from '#kernel/rejection';
import { rupeesOf } from '#kernel/trade/money';
import { command } from '#platform/feature';
import { Id, Rupees } from '../contract.ts';
import { Deal, exists } from '../domain/deal.ts';
import { DealId } from '../domain/id.ts';
import { invoice } from '../domain/terms.ts';

export const overrideCredit = command({
  name: 'deals.overrideCredit',
  summary:
    'Lets a deal of somebody else pass, as it stands or up to an amount, whatever the credit limit of its buyer says. Submit it again after that.',
  access: 'credit:write',
  public: true,
  input: t.Object({ id: Id, upTo: t.Optional(Rupees) }),
  output: t.Object({}),
  run: async ({ id, upTo }, { events, caller, call }) => {
    const { state: deal } = await events.read(Deal, DealId(id));
    exists(deal);
    must(deal.by !== caller.actor, 'deals.own-deal', 'Nobody approves their own deal. Ask somebody else.');
    const asItStands = rupeesOf(invoice(deal.terms).total);
    return call(grantOverride, { party: deal.terms.buyer, deal: deal.id, upTo: upTo ?? asItStands });
  },
});
