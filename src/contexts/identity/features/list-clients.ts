import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { listClients as read } from '../views/clients.ts';

export const listClients = query({
  name: 'identity.listClients',
  summary: 'Lists the programs that are registered.',
  access: 'identity:read',
  public: true,
  input: t.Object({ ...paging }),
  output: Page(
    t.Object({
      id: t.String(),
      label: t.String(),
      redirects: t.Array(t.String()),
      afterLogout: t.Array(t.String()),
      scopes: t.Array(t.String()),
      confidential: t.Boolean(),
      member: t.Optional(t.String()),
      registeredAt: t.String(),
    }),
  ),
  run: async ({ limit, cursor }, { sql, tenant }) => {
    const [after = ''] = placeOf(cursor, ['text'], 'identity.bad-cursor') ?? [];
    const rows = await read(sql, { tenant, after: String(after), limit: limit + 1 });
    return pageOf(rows, limit, {
      place: ({ id }) => [id],
      item: ({ id, label, redirects, after_logout, scopes, secret_hash, member, registered_at }) => ({
        id,
        label,
        redirects,
        afterLogout: after_logout,
        scopes,
        confidential: secret_hash !== null,
        ...(member !== null && { member }),
        registeredAt: registered_at.toISOString(),
      }),
    });
  },
});
