import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Id, PartyAnswer } from '../contract.ts';
import { exists, Party, PartyId } from '../domain/party.ts';
import { contactsOf } from '../views/contacts.ts';

export const getParty = query({
  name: 'customers.getParty',
  summary: 'Reads a party and whom to reach there.',
  access: 'customers:read',
  public: true,
  sensitive: true,
  input: t.Object({ id: Id }),
  output: t.Object({
    ...PartyAnswer.properties,
    contacts: t.Array(
      t.Object({
        id: Id,
        name: t.Optional(t.String()),
        phone: t.Optional(t.String()),
        email: t.Optional(t.String()),
        channels: t.Array(t.String()),
      }),
    ),
  }),

  run: async ({ id }, { events, sql, tenant, personal }) => {
    const { state } = await events.read(Party, PartyId(id));
    exists(state);
    const rows = await contactsOf(sql, tenant, state.id);
    const sealed = rows.flatMap(({ name, phone, email }) => [name, phone, email].filter((value) => value !== null));
    const opened = new Map((await personal.open(sealed)).map((value, index) => [sealed[index], value]));
    const shown = (name: 'name' | 'phone' | 'email', value: (typeof sealed)[number] | null) => {
      const text = value === null ? undefined : opened.get(value);
      return text === undefined ? {} : { [name]: text };
    };
    return {
      ...state,
      contacts: rows.map(({ contact, name, phone, email, channels }) => ({
        id: contact,
        ...shown('name', name),
        ...shown('phone', phone),
        ...shown('email', email),
        channels,
      })),
    };
  },
});
