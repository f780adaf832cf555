import { expect, test } from 'vitest';
import { fold } from '#kernel/model';
import type { Sealed } from '#kernel/sealed';
import { Gstin } from '#kernel/trade/gstin';
import { Label } from '#kernel/trade/label';
import { given } from '#testing/given';
import {
  addContact,
  addRole,
  block,
  mayTrade,
  merge,
  Party,
  type PartyEvent,
  PartyId,
  register,
  setConsent,
  setGstin,
  StateCode,
  unblock,
  withdraw,
} from './party.ts';

const party = PartyId('p');
const maharashtra = StateCode('27');
const gstin = Gstin('27AAPFU0939F1ZV');
const registered: PartyEvent = { type: 'PartyRegistered', data: { party, name: Label('Apex'), state: maharashtra } };
const blocked: PartyEvent = { type: 'PartyBlocked', data: { party, reason: Label('bounced') } };
const buys = { name: Label('Apex'), state: maharashtra, roles: ['buyer'] } as const;

test('a party is registered once, with a role, and with the GSTIN of its own state', () => {
  expect(register(Party.initial, party, { ...buys, roles: ['buyer', 'buyer', 'supplier'], gstin })).toEqual([
    registered,
    { type: 'RoleAdded', data: { party, role: 'buyer' } },
    { type: 'RoleAdded', data: { party, role: 'supplier' } },
    { type: 'GstinSet', data: { party, gstin } },
  ]);
  given(Party, registered)
    .when((now) => register(now, party, buys))
    .thenNothing();
  given(Party, registered)
    .when((now) => register(now, party, { ...buys, name: Label('Zenith') }))
    .thenRejected('customers.party-exists');
  given(Party)
    .when((now) => register(now, party, { ...buys, roles: [] }))
    .thenRejected('customers.no-role');
  given(Party)
    .when((now) => register(now, party, { ...buys, state: StateCode('24'), gstin }))
    .thenRejected('customers.other-state');
  for (const bad of ['', '0', '00', '39', 'MH']) expect(() => StateCode(bad), bad).toThrow('A state');
});

test('what is already so makes no event', () => {
  given(Party, registered, { type: 'RoleAdded', data: { party, role: 'buyer' } })
    .when((now) => addRole(now, 'buyer'))
    .thenNothing();
  given(Party, registered, { type: 'GstinSet', data: { party, gstin } })
    .when((now) => setGstin(now, gstin))
    .thenNothing();
  given(Party, registered, blocked)
    .when((now) => block(now, Label('again')))
    .thenNothing();
  given(Party, registered).when(unblock).thenNothing();
});

test('nothing is sent to a contact that has not asked for it, and a contact that is not there cannot ask', () => {
  const sealed = 'sealed' as Sealed;
  const added: PartyEvent = { type: 'ContactAdded', data: { party, contact: 'c', name: sealed } };
  const consent = { contact: 'c', channel: 'whatsapp' } as const;
  const optedIn: PartyEvent = { type: 'ChannelOptedIn', data: { party, ...consent } };
  given(Party, registered)
    .when((now) => addContact(now, { contact: 'c', name: sealed }))
    .then(added);
  given(Party, registered)
    .when((now) => setConsent(now, consent, true))
    .thenRejected('customers.no-contact');
  given(Party, registered, added)
    .when((now) => setConsent(now, consent, true))
    .then(optedIn);
  given(Party, registered, added, optedIn)
    .when((now) => setConsent(now, consent, true))
    .thenNothing();
  given(Party, registered, added, optedIn)
    .when((now) => setConsent(now, consent, false))
    .then({ type: 'ChannelOptedOut', data: { party, ...consent } });
});

test('a party is merged into one that trades, and only when it is clear', () => {
  const other = PartyId('q');
  const into = fold(Party, [{ type: 'PartyRegistered', data: { party: other, name: Label('Apex Ltd'), state: maharashtra } }]);
  given(Party, registered)
    .when((now) => merge({ party: now, into }, true))
    .then({ type: 'PartyMerged', data: { party, into: other } });
  given(Party, registered)
    .when((now) => merge({ party: now, into }, false))
    .thenRejected('customers.not-clear');
  given(Party, registered)
    .when((now) => merge({ party: now, into: now }, true))
    .thenRejected('customers.merged-into-itself');
  given(Party, registered)
    .when((now) => merge({ party: now, into: Party.initial }, true))
    .thenRejected('customers.no-party');
  const trade = (now: Party): PartyEvent[] => {
    mayTrade(now);
    return [];
  };
  given(Party, registered, { type: 'PartyMerged', data: { party, into: other } })
    .when(trade)
    .thenRejected('customers.merged');
  given(Party, registered, blocked).when(trade).thenRejected('customers.blocked');
});

test('a party is withdrawn while nobody knows it; nobody trades with it then, and it may be registered anew', () => {
  const withdrawn: PartyEvent = { type: 'PartyWithdrawn', data: { party } };
  given(Party, registered)
    .when((now) => withdraw(now, true))
    .then(withdrawn);
  given(Party, registered, withdrawn)
    .when((now) => withdraw(now, true))
    .thenNothing();
  given(Party, registered)
    .when((now) => withdraw(now, false))
    .thenRejected('customers.party-in-use');
  given(Party, registered, blocked)
    .when((now) => withdraw(now, true))
    .thenRejected('customers.party-in-use');
  given(Party, registered, withdrawn)
    .when((now) => (mayTrade(now), []))
    .thenRejected('customers.withdrawn');
  expect(fold(Party, [registered, withdrawn, ...register(fold(Party, [registered, withdrawn]), party, buys)]).status).toBe(
    'active',
  );
});

test('a party that was merged is not blocked', () =>
  given(Party, registered, { type: 'PartyMerged', data: { party, into: PartyId('other') } })
    .when((now) => block(now, Label('bounced')))
    .thenRejected('customers.merged'));
