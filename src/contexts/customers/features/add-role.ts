import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { addRole as add, Party, PartyId } from '../domain/party.ts';
import { RoleName } from './words.ts';

export const addRole = command({
  name: 'customers.addRole',
  summary: 'Says that a party also buys, supplies or transports.',
  access: 'customers:write',
  public: true,
  input: t.Object({ id: Id, role: RoleName }),
  output: t.Object({}),
  run: ({ id, role }, { events }) =>
    events.decide(
      { party: [Party, PartyId(id)] },
      ({ party }) => ({ party: add(party, role) }),
      () => ({}),
    ),
});
