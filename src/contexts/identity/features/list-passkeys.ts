import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { passkeysOf } from '../views/passkeys.ts';

export const listPasskeys = query({
  name: 'identity.listPasskeys',
  summary: 'Lists your passkeys.',
  access: 'self:read',
  public: true,
  input: t.Object({}),
  output: t.Object({
    items: t.Array(t.Object({ id: t.String(), label: t.String(), createdAt: t.String(), usedAt: t.Optional(t.String()) })),
  }),
  run: async (_, { sql, tenant, caller }) => ({
    items: (await passkeysOf(sql, { tenant, member: caller.actor })).map(({ id, label, created_at, used_at }) => ({
      id,
      label,
      createdAt: created_at.toISOString(),
      ...(used_at && { usedAt: used_at.toISOString() }),
    })),
  }),
});
