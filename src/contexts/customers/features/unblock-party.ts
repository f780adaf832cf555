import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { unblock, Party, PartyId } from '../domain/party.ts';

export const unblockParty = command({
  name: 'customers.unblockParty',
  summary: 'Takes the trade with a party up again.',
  access: 'customers:write',
  public: true,
  input: t.Object({ id: Id }),
  output: t.Object({}),
  run: ({ id }, { events }) =>
    events.decide(
      { party: [Party, PartyId(id)] },
      ({ party }) => ({ party: unblock(party) }),
      () => ({}),
    ),
});
