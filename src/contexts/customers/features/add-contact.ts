import { Type as t } from 'typebox';
import { Email } from '#kernel/email';
import { Label } from '#kernel/trade/label';
import { command } from '#platform/feature';
import { PhoneE164 } from '#platform/phone';
import { Id } from '../contract.ts';
import { addContact as add, Party, PartyId } from '../domain/party.ts';

export const addContact = command({
  name: 'customers.addContact',
  summary: 'Adds whom to reach at a party. The same contact under the same id is added once.',
  access: 'customers:write',
  public: true,
  answers: 201,
  input: t.Object({
    party: Id,
    id: t.Optional(Id),
    name: t.String(),
    phone: t.Optional(t.String({ description: 'With its country, or of India' })),
    email: t.Optional(t.String()),
  }),
  output: t.Object({ id: Id }),

  run: async ({ party: given, id, name, phone, email }, { events, newId, personal }) => {
    const [party, contact] = [PartyId(given), id ?? newId()];
    const [label, number, address] = [Label(name), phone && PhoneE164(phone), email && Email(email)];
    const sealed = {
      ...(await personal.seal(contact, { name: label })),
      ...(number !== undefined && (await personal.seal(contact, { phone: number }))),
      ...(address !== undefined && (await personal.seal(contact, { email: address }))),
    };
    return events.decide(
      { party: [Party, party] },
      (now) => ({ party: add(now.party, { contact, ...sealed }) }),
      () => ({ id: contact }),
    );
  },
});
