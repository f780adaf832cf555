import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { sessionsOf } from '../views/secrets.ts';

export const listSessions = query({
  name: 'identity.listSessions',
  summary: 'Lists where you are signed in, the last used first.',
  access: 'self:read',
  public: true,
  input: t.Object({}),
  output: t.Object({
    items: t.Array(
      t.Object({
        id: t.String(),
        agent: t.Optional(t.String()),
        createdAt: t.String(),
        seenAt: t.String(),
        expiresAt: t.String(),
      }),
    ),
  }),
  run: async (_, { sql, tenant, caller, now, personal }) => {
    const rows = await sessionsOf(sql, { tenant, member: caller.actor }, now());
    const named = rows.flatMap(({ agent }) => agent ?? []);
    const agents = new Map((await personal.open(named)).map((agent, index) => [named[index], agent]));
    return {
      items: rows.map(({ id, agent, created_at, seen_at, expires_at }) => {
        const shown = agent === null ? undefined : agents.get(agent);
        return {
          id,
          ...(shown !== undefined && { agent: shown }),
          createdAt: created_at.toISOString(),
          seenAt: seen_at.toISOString(),
          expiresAt: expires_at.toISOString(),
        };
      }),
    };
  },
});
