import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { setFree, Lot } from '../domain/lot.ts';

export const freeLot = command({
  name: 'inventory.freeLot',
  summary: 'Lets a lot that was held back be sold again.',
  access: 'inventory:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { lot: [Lot, LotId(id)] },
      ({ lot }) => ({ lot: setFree(lot) }),
      () => ({}),
    ),
});
