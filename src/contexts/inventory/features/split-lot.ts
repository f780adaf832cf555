import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { Quantity } from '#kernel/trade/quantity';
import { command } from '#platform/feature';
import { Amount, Id } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { Lot, split } from '../domain/lot.ts';

export const splitLot = command({
  name: 'inventory.splitLot',
  summary: 'Moves part of what is free in a lot to another warehouse, where it is a lot of its own.',
  access: 'inventory:write',
  public: true,
  answers: 201,
  input: t.Object({ id: Id, into: t.Optional(Id), quantity: Amount, warehouse: t.String() }),
  output: t.Object({ id: Id }),
  run: ({ id, into: given, quantity, warehouse }, { events, newId }) => {
    const into = LotId(given ?? newId());
    const part = { into, grams: Quantity(quantity.amount, quantity.unit).grams, warehouse: Label(warehouse) };
    return events.decide(
      { lot: [Lot, LotId(id)], into: [Lot, into] },
      (now) => split(now, part),
      () => ({ id: into }),
    );
  },
});
