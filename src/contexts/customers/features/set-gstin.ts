import { Type as t } from 'typebox';
import { Gstin } from '#kernel/trade/gstin';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { setGstin as set, Party, PartyId } from '../domain/party.ts';

export const setGstin = command({
  name: 'customers.setGstin',
  summary: 'Sets the tax registration of a party; its state is that of the GSTIN from now on.',
  access: 'customers:write',
  public: true,
  input: t.Object({ id: Id, gstin: t.String() }),
  output: t.Object({}),
  run: ({ id, gstin }, { events }) =>
    events.decide(
      { party: [Party, PartyId(id)] },
      ({ party }) => ({ party: set(party, Gstin(gstin)) }),
      () => ({}),
    ),
});
