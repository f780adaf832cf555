import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Roles } from '../domain/role.ts';
import { changeRoles as change, Workspace } from '../domain/workspace.ts';

export const changeRoles = command({
  name: 'identity.changeRoles',
  summary: 'Gives a member other roles. It holds within a second, everywhere.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }), roles: t.Array(t.String(), { maxItems: 20 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id, roles }, { events, tenant, caller }) =>
    events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: change(workspace, { id, by: caller, roles: Roles(roles) }) }),
      () => ({ id }),
    ),
});
