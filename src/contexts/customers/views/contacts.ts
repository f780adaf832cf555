import type { Sealed } from '#kernel/sealed';
import type { Sql } from '#platform/postgres/sql';
import { view } from '#platform/view';
import type { Channel, PartyEvent } from '../domain/party.ts';

type ContactRow = {
  readonly party: string;
  readonly contact: string;
  readonly name: Sealed;
  readonly phone: Sealed | null;
  readonly email: Sealed | null;
};

/** Whom to reach at a party. */
export const contacts = view<PartyEvent, ContactRow, 'party' | 'contact'>({
  name: 'customers.contacts',
  key: ['party', 'contact'],
  on: {
    ContactAdded: ({ data: { party, contact, name, phone = null, email = null } }, rows) =>
      rows.put({ party, contact, name, phone, email }),
  },
});

type ConsentRow = { readonly party: string; readonly contact: string; readonly channel: Channel };

/** By which channels a contact wants to hear from the desk. */
export const consents = view<PartyEvent, ConsentRow, 'party' | 'contact' | 'channel'>({
  name: 'customers.consents',
  key: ['party', 'contact', 'channel'],
  on: {
    ChannelOptedIn: ({ data: { party, contact, channel } }, rows) => rows.put({ party, contact, channel }),
    ChannelOptedOut: ({ data: { party, contact, channel } }, rows) => rows.drop({ party, contact, channel }),
  },
});

export const contactsOf = (sql: Sql, tenant: string, party: string) => sql<
  ContactRow & { readonly channels: readonly Channel[] }
>`
  select c.party, c.contact, c.name, c.phone, c.email,
    array(select o.channel from customers.consents o
      where o.tenant = c.tenant and o.party = c.party and o.contact = c.contact order by o.channel) as channels
  from customers.contacts c where c.tenant = ${tenant} and c.party = ${party}::uuid order by c.contact`;
