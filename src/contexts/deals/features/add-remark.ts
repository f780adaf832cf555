import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Deal } from '../domain/deal.ts';
import { remark } from '../domain/entering.ts';
import { DealId } from '../domain/id.ts';

export const addRemark = command({
  name: 'deals.addRemark',
  summary: 'Adds a remark to a deal, for all or for some.',
  access: 'deals:write',
  public: true,
  input: t.Object({
    id: Id,
    text: t.String(),
    audience: t.Union([t.Literal('all'), t.Literal('traders'), t.Literal('accounts'), t.Literal('logistics')], {
      default: 'all',
    }),
  }),
  output: t.Object({}),
  run: ({ id, text, audience }, { events, caller }) =>
    events.decide(
      { deal: [Deal, DealId(id)] },
      ({ deal }) => ({ deal: remark(deal, { by: caller.actor, audience, text: Label(text) }) }),
      () => ({}),
    ),
});
