import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { LotId } from '../domain/id.ts';
import { close, Lot } from '../domain/lot.ts';

export const closeLot = command({
  name: 'inventory.closeLot',
  summary: 'Closes an empty lot.',
  access: 'inventory:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { lot: [Lot, LotId(id)] },
      ({ lot }) => ({ lot: close(lot) }),
      () => ({}),
    ),
});
