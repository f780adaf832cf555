import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Quantity } from '#kernel/trade/quantity';
import { command } from '#platform/feature';
import { Amount, Id } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { adjust, Lot } from '../domain/lot.ts';

export const adjustStock = command({
  name: 'inventory.adjustStock',
  summary: 'Sets a lot right after counting or weighing. It never falls below what is reserved.',
  access: 'inventory:write',
  public: true,
  input: t.Object({
    id: Id,
    direction: t.Union([t.Literal('more'), t.Literal('less')]),
    quantity: Amount,
    reason: t.String(),
  }),
  output: t.Object({}),
  run: ({ id, direction, quantity, reason }, { events }) => {
    const { grams } = Quantity(quantity.amount, quantity.unit);
    const why = Label(reason);
    return events.decide(
      { lot: [Lot, LotId(id)] },
      ({ lot }) => ({ lot: adjust(lot, direction === 'more' ? grams : -grams, why) }),
      () => ({}),
    );
  },
});
