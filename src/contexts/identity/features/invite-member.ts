import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Email } from '#kernel/email';
import { Roles } from '../domain/role.ts';
import { invite, Workspace } from '../domain/workspace.ts';
import { invitedBefore } from '../views/members.ts';

const day = 86_400_000;
const days = 7;

export const inviteMember = command({
  name: 'identity.inviteMember',
  summary:
    'Invites somebody: a link is mailed to the address and can be used once, within seven days. Inviting again sends a new one.',
  access: 'identity:write',
  public: true,
  answers: 201,
  input: t.Object({ email: t.String(), roles: t.Array(t.String(), { maxItems: 20 }) }),
  output: t.Object({ id: t.String() }),

  run: async ({ email, roles }, { events, tenant, personal, caller, newId, now, sql }) => {
    const given = Email(email);
    const print = await personal.fingerprint(given);
    const id = (await invitedBefore(sql, tenant, print)) ?? newId();
    const until = new Date(now().getTime() + days * day).toISOString();
    const invitation = {
      id,
      by: caller,
      print,
      roles: Roles(roles),
      until,
      ...(await personal.seal(id, { email: given })),
    };
    return events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: invite(workspace, invitation) }),
      () => ({ id }),
    );
  },
});
