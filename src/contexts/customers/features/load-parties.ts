import { type Static, Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import { Gstin } from '#kernel/trade/gstin';
import { Label } from '#kernel/trade/label';
import { rupees } from '#kernel/trade/money';
import { command } from '#platform/feature';
import { uuidV5 } from '#platform/uuid';
import { CreditAccount, type CreditEvent, setLimit } from '../domain/credit-account.ts';
import { Party, type PartyEvent, PartyId, register, ROLES, StateCode } from '../domain/party.ts';

const Row = t.Object({
  name: t.String(),
  gstin: t.Optional(t.String()),
  state: t.Optional(t.String()),
  roles: t.String({ description: 'buyer, supplier, transporter; several with commas' }),
  limit: t.Optional(t.String({ description: 'Rupees' })),
});
const Outcome = t.Object({
  outcome: t.Union([t.Literal('new'), t.Literal('there already'), t.Literal('refused')]),
  id: t.Optional(t.String()),
  code: t.Optional(t.String()),
  sentence: t.Optional(t.String()),
});

const namespace = '8a0c7c0e-6d0a-5b5e-8a55-4c1a3f0a9b12'; // made up once

export const loadParties = command({
  name: 'customers.loadParties',
  summary:
    'Registers parties from a table, row by row: a row that makes no sense is refused, and the others are not. The same row again changes nothing.',
  access: 'customers:write',
  heavy: true,
  input: t.Object({ rows: t.Array(Row, { minItems: 1, maxItems: 1_000 }), dryRun: t.Boolean({ default: false }) }),
  output: t.Object({ rows: t.Array(Outcome) }),

  run: async ({ rows, dryRun }, { events, tenant }) => {
    const read = rows.map((row) => attempt(() => registrationOf(row, tenant)));
    const ids = [...new Set(read.flatMap((each) => ('id' in each ? [each.id] : [])))];
    let told: Static<typeof Outcome>[] = [];
    const decide = (now: { readonly parties: readonly Party[]; readonly accounts: readonly CreditAccount[] }) => {
      const parties = new Map<PartyId, PartyEvent[]>();
      const accounts = new Map<PartyId, CreditEvent[]>();
      told = read.map((each) => {
        if (!('id' in each)) return each;
        const { id, limit, ...registration } = each;
        const at = ids.indexOf(id);
        return attempt(() => {
          const registered = parties.has(id) ? [] : register(now.parties[at] ?? Party.initial, id, registration);
          parties.set(id, registered);
          if (limit !== undefined) accounts.set(id, setLimit(now.accounts[at] ?? CreditAccount.initial, id, limit));
          return { outcome: registered.length > 0 ? 'new' : 'there already', id } as const;
        });
      });
      return { parties: ids.map((id) => parties.get(id) ?? []), accounts: ids.map((id) => accounts.get(id) ?? []) };
    };
    if (!dryRun) {
      const subjects = { parties: [Party, ids], accounts: [CreditAccount, ids] } as const;
      return events.decide(subjects, decide, () => ({ rows: told }));
    }
    const [parties, accounts] = await Promise.all([events.readMany(Party, ids), events.readMany(CreditAccount, ids)]);
    decide({ parties: parties.map(({ state }) => state), accounts: accounts.map(({ state }) => state) });
    return { rows: told };
  },
});

/** A firm is known by its GSTIN, or else by its name. */
const registrationOf = (row: Static<typeof Row>, tenant: string) => {
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

const attempt = <T>(make: () => T): T | { readonly outcome: 'refused'; readonly code: string; readonly sentence: string } => {
  try {
    return make();
  } catch (error) {
    if (error instanceof Rejection) return { outcome: 'refused', code: error.code, sentence: error.message };
    throw error;
  }
};
