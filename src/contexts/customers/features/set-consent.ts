import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { setConsent as set, Party, PartyId } from '../domain/party.ts';
import { ChannelName } from './words.ts';

export const setConsent = command({
  name: 'customers.setConsent',
  summary: 'Says whether a contact wants to hear from the desk by a channel.',
  access: 'customers:write',
  public: true,
  input: t.Object({ id: Id, contact: Id, channel: ChannelName, wants: t.Boolean() }),
  output: t.Object({}),
  run: ({ id, contact, channel, wants }, { events }) =>
    events.decide(
      { party: [Party, PartyId(id)] },
      ({ party }) => ({ party: set(party, { contact, channel }, wants) }),
      () => ({}),
    ),
});
