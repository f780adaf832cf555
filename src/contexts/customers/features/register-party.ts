import { Type as t } from 'typebox';
import { Gstin } from '#kernel/trade/gstin';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { Id } from '../contract.ts';
import { Party, PartyId, register, StateCode } from '../domain/party.ts';
import { RoleName } from './words.ts';

export const registerParty = command({
  name: 'customers.registerParty',
  summary: 'Registers who buys, supplies or transports. The same party under the same id is registered once.',
  access: 'customers:write',
  public: true,
  answers: 201,
  input: t.Object({
    id: t.Optional(Id),
    name: t.String(),
    state: t.Optional(t.String({ description: 'Two digits; those of the GSTIN unless said' })),
    gstin: t.Optional(t.String()),
    roles: t.Array(RoleName, { maxItems: 3 }),
  }),
  output: t.Object({ id: Id }),

  run: ({ id, name, state, gstin, roles }, { events, newId }) => {
    const party = PartyId(id ?? newId());
    const registration = {
      name: Label(name),
      state: StateCode(state ?? gstin?.slice(0, 2) ?? ''),
      roles,
      ...(gstin !== undefined && { gstin: Gstin(gstin) }),
    };
    return events.decide(
      { party: [Party, party] },
      (now) => ({ party: register(now.party, party, registration) }),
      () => ({ id: party }),
    );
  },
});
