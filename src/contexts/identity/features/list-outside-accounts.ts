import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { outsideAccountsOf } from '../views/outside.ts';

export const listOutsideAccounts = query({
  name: 'identity.listOutsideAccounts',
  summary: 'Lists the accounts of an outside provider that sign you in.',
  access: 'self:read',
  public: true,
  input: t.Object({}),
  output: t.Object({ items: t.Array(t.Object({ issuer: t.String(), subject: t.String() })) }),
  run: async (_, { sql, tenant, caller }) => ({ items: await outsideAccountsOf(sql, { tenant, member: caller.actor }) }),
});
