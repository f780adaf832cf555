import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { hold, Lot } from '../domain/lot.ts';

export const holdLot = command({
  name: 'inventory.holdLot',
  summary: 'Holds a lot back while its quality is in doubt: nobody can reserve it.',
  access: 'inventory:write',
  public: true,
  input: t.Object({ id: Id, reason: t.String() }),
  output: t.Object({}),
  run: ({ id, reason }, { events }) =>
    events.decide(
      { lot: [Lot, LotId(id)] },
      ({ lot }) => ({ lot: hold(lot, Label(reason)) }),
      () => ({}),
    ),
});
