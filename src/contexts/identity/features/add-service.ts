import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Label } from '../domain/label.ts';
import { Roles } from '../domain/role.ts';
import { addService as add, Workspace } from '../domain/workspace.ts';

export const addService = command({
  name: 'identity.addService',
  summary: 'Adds an account for a program. It signs in with keys only.',
  access: 'identity:write',
  public: true,
  answers: 201,
  input: t.Object({ name: t.String(), roles: t.Array(t.String(), { maxItems: 20 }) }),
  output: t.Object({ id: t.String() }),
  run: async ({ name, roles }, { events, tenant, personal, caller, newId }) => {
    const id = newId();
    const account = { id, by: caller, roles: Roles(roles), ...(await personal.seal(id, { name: Label(name) })) };
    return events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: add(workspace, account) }),
      () => ({ id }),
    );
  },
});
