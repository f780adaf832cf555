import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { Workspace } from '../domain/workspace.ts';
import { memberById } from '../views/members.ts';
import { secondFactorOf } from '../views/second-factors.ts';
import { passwordOf } from '../views/secrets.ts';

export const whoAmI = query({
  name: 'identity.whoAmI',
  summary: 'Tells who you are, in which workspace, and what you may do.',
  access: 'self:read',
  public: true,
  input: t.Object({}),
  output: t.Object({
    id: t.String(),
    name: t.Optional(t.String()),
    email: t.Optional(t.String()),
    workspace: t.Object({ id: t.String(), name: t.Optional(t.String()), needsSecondFactor: t.Boolean() }),
    roles: t.Array(t.String()),
    rights: t.Array(t.String()),
    /** Why these are fewer than the roles give. */
    limitedBy: t.Optional(t.String()),
    hasPassword: t.Boolean(),
    hasSecondFactor: t.Boolean(),
  }),

  run: async (_, { sql, events, tenant, personal, caller }) => {
    const id = caller.actor;
    const of = { tenant, member: id };
    const [member, workspace, factor, password] = await Promise.all([
      memberById(sql, tenant, id),
      events.read(Workspace, tenant),
      secondFactorOf(sql, of),
      passwordOf(sql, of),
    ]);
    const [name, email] = await Promise.all(
      [member?.name, member?.email].map(async (sealed) => (sealed ? (await personal.open([sealed]))[0] : undefined)),
    );
    const { name: named, needsSecondFactor } = workspace.state;
    return {
      id,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      workspace: { id: tenant, ...(named !== undefined && { name: named }), needsSecondFactor },
      roles: member?.roles ?? [],
      rights: caller.scopes,
      ...(caller.limitedBy !== undefined && { limitedBy: caller.limitedBy }),
      hasPassword: password !== undefined,
      hasSecondFactor: factor?.confirmed ?? false,
    };
  },
});
