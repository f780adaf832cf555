import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { within } from '../domain/role.ts';
import { listApiKeys } from '../views/api-keys.ts';

export const listKeys = query({
  name: 'identity.listKeys',
  summary: 'Lists your API keys, or with the right identity:read those of all accounts; never the keys themselves.',
  access: 'self:read',
  public: true,
  input: t.Object({ ...paging, all: t.Boolean({ default: false }) }),
  output: Page(
    t.Object({
      id: t.String(),
      member: t.String(),
      label: t.String(),
      hint: t.String({ description: 'The last four characters.' }),
      scopes: t.Optional(t.Array(t.String())),
      issuedAt: t.String(),
      until: t.Optional(t.String()),
      usedAt: t.Optional(t.String({ description: 'To the minute.' })),
    }),
  ),

  run: async ({ limit, cursor, all }, { sql, tenant, caller }) => {
    const member = all && within(caller.scopes, ['identity:read']).length > 0 ? null : caller.actor;
    const [after = ''] = placeOf(cursor, ['text'], 'identity.bad-cursor') ?? [];
    const rows = await listApiKeys(sql, { tenant, member, after: String(after), limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ id }) => [id],
      item: ({ id, member: holder, label, hint, scopes, issued_at, until, used_at }) => ({
        id,
        member: holder,
        label,
        hint,
        ...(scopes && { scopes }),
        issuedAt: issued_at.toISOString(),
        ...(until && { until: until.toISOString() }),
        ...(used_at && { usedAt: used_at.toISOString() }),
      }),
    });
  },
});
