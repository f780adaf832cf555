import { Type as t } from 'typebox';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { block, Party, PartyId } from '../domain/party.ts';

export const blockParty = command({
  name: 'customers.blockParty',
  summary: 'Ends the trade with a party until further notice.',
  access: 'customers:write',
  public: true,
  input: t.Object({ id: Id, reason: t.String() }),
  output: t.Object({}),
  run: ({ id, reason }, { events }) =>
    events.decide(
      { party: [Party, PartyId(id)] },
      ({ party }) => ({ party: block(party, Label(reason)) }),
      () => ({}),
    ),
});
