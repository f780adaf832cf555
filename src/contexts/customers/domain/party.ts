import type { Brand } from '#kernel/brand';
import type { Event } from '#kernel/event';
import type { Model } from '#kernel/model';
import { found, must, valid } from '#kernel/rejection';
import type { Sealed } from '#kernel/sealed';
import type { Gstin } from '#kernel/trade/gstin';
import type { Label } from '#kernel/trade/label';

export type PartyId = Brand<string, 'PartyId'>;

// The schemas of the features have checked that it is a UUID; one spelling makes one stream.
export const PartyId = (id: string): PartyId => id.toLowerCase() as PartyId;

export const ROLES = ['buyer', 'supplier', 'transporter'] as const;
export type Role = (typeof ROLES)[number];

export const CHANNELS = ['whatsapp', 'email', 'sms'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The two digits of a state of India, with which a GSTIN begins. */
export type StateCode = Brand<string, 'StateCode'>;

export const StateCode = (text: string): StateCode => {
  valid(
    /^(0[1-9]|[12]\d|3[0-8]|97|99)$/.test(text),
    'customers.bad-state',
    'A state is the two digits that its GSTINs begin with.',
  );
  return text as StateCode;
};

type Contact = { readonly contact: string; readonly name: Sealed; readonly phone?: Sealed; readonly email?: Sealed };
type Consent = { readonly contact: string; readonly channel: Channel };

export type PartyEvent =
  | Event<'PartyRegistered', { party: PartyId; name: Label; state: StateCode }>
  | Event<'RoleAdded', { party: PartyId; role: Role }>
  | Event<'GstinSet', { party: PartyId; gstin: Gstin }>
  | Event<'ContactAdded', { party: PartyId } & Contact>
  | Event<'ChannelOptedIn', { party: PartyId } & Consent>
  | Event<'ChannelOptedOut', { party: PartyId } & Consent>
  | Event<'PartyMerged', { party: PartyId; into: PartyId }>
  | Event<'PartyBlocked', { party: PartyId; reason: Label }>
  | Event<'PartyUnblocked', { party: PartyId }>
  /** It was registered in error; what names it already may still be brought to its end. */
  | Event<'PartyWithdrawn', { party: PartyId }>;

export type Known = {
  readonly status: 'active' | 'blocked' | 'merged' | 'withdrawn';
  readonly id: PartyId;
  readonly name: Label;
  /** Where it takes delivery for tax: that of its GSTIN, once there is one. */
  readonly state: StateCode;
  readonly roles: readonly Role[];
  readonly gstin?: Gstin;
  readonly contacts: Readonly<Record<string, readonly Channel[]>>;
};
export type Party = { readonly status: 'none' } | Known;

export const Party: Model<Party, PartyEvent> = {
  name: 'party',
  initial: { status: 'none' },
  evolve: (now, event) => {
    if (event.type === 'PartyRegistered') {
      const { party, ...facts } = event.data;
      return { status: 'active', id: party, ...facts, roles: [], contacts: {} };
    }
    if (now.status === 'none') return now;
    switch (event.type) {
      case 'RoleAdded':
        return { ...now, roles: [...now.roles, event.data.role] };
      case 'GstinSet':
        return { ...now, gstin: event.data.gstin, state: StateCode(event.data.gstin.slice(0, 2)) };
      case 'ContactAdded':
        return { ...now, contacts: { ...now.contacts, [event.data.contact]: [] } };
      case 'ChannelOptedIn': {
        const { contact, channel } = event.data;
        return { ...now, contacts: { ...now.contacts, [contact]: [...(now.contacts[contact] ?? []), channel] } };
      }
      case 'ChannelOptedOut': {
        const { contact, channel } = event.data;
        return {
          ...now,
          contacts: { ...now.contacts, [contact]: (now.contacts[contact] ?? []).filter((each) => each !== channel) },
        };
      }
      case 'PartyMerged':
        return { ...now, status: 'merged' };
      case 'PartyBlocked':
        return { ...now, status: 'blocked' };
      case 'PartyUnblocked':
        return { ...now, status: 'active' };
      case 'PartyWithdrawn':
        return { ...now, status: 'withdrawn' };
    }
  },
};

export function exists(party: Party): asserts party is Known {
  found(party.status !== 'none', 'customers.no-party', 'There is no such party.');
}

/** Refuses where nobody may trade with it any more. */
export function mayTrade(party: Party): asserts party is Known {
  exists(party);
  must(party.status !== 'blocked', 'customers.blocked', 'The party is blocked.');
  must(party.status !== 'merged', 'customers.merged', 'The party was merged into another one.');
  must(party.status !== 'withdrawn', 'customers.withdrawn', 'The party was registered in error and withdrawn.');
}

type Registration = { readonly name: Label; readonly state: StateCode; readonly roles: readonly Role[]; readonly gstin?: Gstin };

/** The same party under the same id is registered once. */
export const register = (now: Party, party: PartyId, { name, state, roles, gstin }: Registration): PartyEvent[] => {
  if (now.status !== 'none' && now.status !== 'withdrawn') {
    must(now.name === name, 'customers.party-exists', `There is another party under this id: ${now.name}.`);
    return [];
  }
  valid(roles.length > 0, 'customers.no-role', 'A party buys, supplies or transports.');
  valid(
    gstin === undefined || gstin.startsWith(state),
    'customers.other-state',
    'The GSTIN begins with the digits of another state.',
  );
  return [
    { type: 'PartyRegistered', data: { party, name, state } },
    ...[...new Set(roles)].map((role): PartyEvent => ({ type: 'RoleAdded', data: { party, role } })),
    ...(gstin === undefined ? [] : [{ type: 'GstinSet', data: { party, gstin } } as const]),
  ];
};

/** Takes a party off the lists that was registered in error; it may be registered anew. `isUnused`: no deal, invoice or payment knows its account. */
export const withdraw = (now: Party, isUnused: boolean): PartyEvent[] => {
  if (now.status === 'none' || now.status === 'withdrawn') return [];
  const isUntouched = isUnused && now.status === 'active' && Object.keys(now.contacts).length === 0;
  must(
    isUntouched,
    'customers.party-in-use',
    'The party is in use: it has deals, invoices, payments or contacts, or was blocked or merged.',
  );
  return [{ type: 'PartyWithdrawn', data: { party: now.id } }];
};

export const addRole = (now: Party, role: Role): PartyEvent[] => {
  exists(now);
  return now.roles.includes(role) ? [] : [{ type: 'RoleAdded', data: { party: now.id, role } }];
};

export const setGstin = (now: Party, gstin: Gstin): PartyEvent[] => {
  exists(now);
  return now.gstin === gstin ? [] : [{ type: 'GstinSet', data: { party: now.id, gstin } }];
};

export const addContact = (now: Party, contact: Contact): PartyEvent[] => {
  exists(now);
  return contact.contact in now.contacts ? [] : [{ type: 'ContactAdded', data: { party: now.id, ...contact } }];
};

/** Nothing is sent to a contact that has not asked for it. */
export const setConsent = (now: Party, { contact, channel }: Consent, wants: boolean): PartyEvent[] => {
  exists(now);
  const channels = now.contacts[contact];
  found(channels !== undefined, 'customers.no-contact', 'The party has no such contact.');
  if (channels.includes(channel) === wants) return [];
  return [{ type: wants ? 'ChannelOptedIn' : 'ChannelOptedOut', data: { party: now.id, contact, channel } }];
};

/** The other one goes on in its place; `isClear`: it owes nothing and nothing is held for it. */
export const merge = (now: { readonly party: Party; readonly into: Party }, isClear: boolean): PartyEvent[] => {
  const { party, into } = now;
  exists(party);
  mayTrade(into);
  must(party.id !== into.id, 'customers.merged-into-itself', 'A party cannot be merged into itself.');
  if (party.status === 'merged') return [];
  must(isClear, 'customers.not-clear', 'The party has open deals or receivables. Settle them first.');
  return [{ type: 'PartyMerged', data: { party: party.id, into: into.id } }];
};

export const block = (now: Party, reason: Label): PartyEvent[] => {
  exists(now);
  must(now.status !== 'merged', 'customers.merged', 'The party was merged into another one.');
  return now.status === 'blocked' ? [] : [{ type: 'PartyBlocked', data: { party: now.id, reason } }];
};

export const unblock = (now: Party): PartyEvent[] => {
  exists(now);
  return now.status === 'blocked' ? [{ type: 'PartyUnblocked', data: { party: now.id } }] : [];
};
