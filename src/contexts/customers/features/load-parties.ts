import { type Static, Type as t } from 'typebox';
import { fold } from '#kernel/model';
import { Rejection } from '#kernel/rejection';
import { Gstin } from '#kernel/trade/gstin';
import { Label } from '#kernel/trade/label';
import { rupees } from '#kernel/trade/money';
import { command, type Right } from '#platform/feature';
import { attempt, idsOf, isRefused, load, Outcomes, rowsOf } from '#platform/table-load';
import { uuidV5 } from '#platform/uuid';
import { CreditAccount, type CreditEvent, setLimit } from '../domain/credit-account.ts';
import { mayTrade, Party, type PartyEvent, PartyId, register, ROLES, StateCode } from '../domain/party.ts';

export const PartyRow = t.Object({
  name: t.String(),
  gstin: t.Optional(t.String()),
  state: t.Optional(t.String()),
  roles: t.String({ description: 'buyer, supplier, transporter; several with commas' }),
  limit: t.Optional(t.String({ description: 'Rupees' })),
});

/** What a table needs that sets limits. */
export const rightsForLimits = ({ rows }: { readonly rows: readonly Static<typeof PartyRow>[] }): readonly Right[] =>
  rows.some(({ limit }) => limit !== undefined && limit.trim() !== '') ? ['credit:write'] : [];

const namespace = '8a0c7c0e-6d0a-5b5e-8a55-4c1a3f0a9b12'; // made up once

export const loadParties = command({
  name: 'customers.loadParties',
  summary:
    'Registers parties from a table, row by row: a row that makes no sense is refused, and the others are not. The same row again changes nothing.',
  access: 'customers:write',
  public: true,
  alsoNeeds: rightsForLimits,
  heavy: true,
  input: rowsOf(PartyRow),
  output: Outcomes,

  run: ({ rows, dryRun }, { events, tenant }) => {
    const read = registrationsOf(rows, tenant);
    const ids = idsOf(read);
    const subjects = { parties: [Party, ids], accounts: [CreditAccount, ids] } as const;
    return load(events, { subjects, dryRun }, (now) => {
      const parties = new Map<PartyId, PartyEvent[]>();
      const accounts = new Map<PartyId, CreditEvent[]>();
      const outcomes = read.map((each) => {
        if (isRefused(each)) return each;
        const { id, limit, ...registration } = each;
        const at = ids.indexOf(id);
        return attempt(() => {
          const before = now.parties[at] ?? Party.initial;
          const registered = parties.has(id) ? [] : register(before, id, registration);
          const changed = limit === undefined ? [] : setLimit(now.accounts[at] ?? CreditAccount.initial, id, limit);
          if (changed.length > 0) mayTrade(fold({ ...Party, initial: before }, parties.get(id) ?? registered));
          parties.set(id, registered);
          if (limit !== undefined) accounts.set(id, changed);
          return { outcome: registered.length > 0 ? 'new' : 'there already', id } as const;
        });
      });
      const events = { parties: ids.map((id) => parties.get(id) ?? []), accounts: ids.map((id) => accounts.get(id) ?? []) };
      return { events, rows: outcomes };
    });
  },
});

export const registrationsOf = (rows: readonly Static<typeof PartyRow>[], tenant: string) =>
  rows.map((row) => attempt(() => registrationOf(row, tenant)));

/** A firm is known by its GSTIN, or else by its name. */
const registrationOf = (row: Static<typeof PartyRow>, tenant: string) => {
  const [gstin, state, limit] = [row.gstin, row.state, row.limit].map((text) => text?.trim() || undefined);
  const name = Label(row.name);
  const known = `${tenant} ${gstin ?? name.toLowerCase()}`;
  return {
    id: PartyId(uuidV5(namespace, known)),
    name,
    state: StateCode(state ?? gstin?.slice(0, 2) ?? ''),
    roles: row.roles.split(',').map((role) => roleOf(role.trim().toLowerCase())),
    ...(gstin !== undefined && { gstin: Gstin(gstin) }),
    ...(limit !== undefined && { limit: rupees(limit) }),
  };
};

const roleOf = (text: string) => {
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new Rejection('invalid', 'customers.no-role', `A party is a ${ROLES.join(', a ')}.`);
  return role;
};
