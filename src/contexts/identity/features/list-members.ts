import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Page, pageOf, paging, placeOf } from '#platform/page';
import { listMembers as read } from '../views/members.ts';

export const listMembers = query({
  name: 'identity.listMembers',
  summary: 'Lists who belongs to the workspace, and who is invited.',
  access: 'identity:read',
  public: true,
  input: t.Object({ ...paging }),
  output: Page(
    t.Object({
      id: t.String(),
      kind: t.String(),
      name: t.Optional(t.String()),
      email: t.Optional(t.String()),
      roles: t.Array(t.String()),
      status: t.String(),
      /** Codes, or a passkey. */
      hasSecondFactor: t.Boolean(),
      joinedAt: t.Optional(t.String()),
      until: t.Optional(t.String()),
    }),
  ),

  run: async ({ limit, cursor }, { sql, tenant, personal }) => {
    const [after = ''] = placeOf(cursor, ['text'], 'identity.bad-cursor') ?? [];
    const rows = await read(sql, { tenant, after: String(after), limit: limit + 1 });
    const sealed = rows.flatMap(({ name, email }) => [name, email].filter((value) => value !== null));
    const opened = new Map((await personal.open(sealed)).map((value, index) => [sealed[index], value]));
    return pageOf(rows, limit, {
      place: ({ id }) => [id],
      item: ({ id, kind, name, email, roles, status, joined_at, until, has_second_factor }) => {
        const [shownName, shownEmail] = [name && opened.get(name), email && opened.get(email)];
        return {
          id,
          kind,
          ...(shownName && { name: shownName }),
          ...(shownEmail && { email: shownEmail }),
          roles,
          status,
          hasSecondFactor: has_second_factor,
          ...(joined_at && { joinedAt: joined_at.toISOString() }),
          ...(until && { until: until.toISOString() }),
        };
      },
    });
  },
});
