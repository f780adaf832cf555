import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Label } from '../domain/label.ts';
import { rename, Workspace } from '../domain/workspace.ts';

export const setName = command({
  name: 'identity.setName',
  summary: 'Sets the name that others in the workspace see.',
  access: 'self:write',
  public: true,
  input: t.Object({ name: t.String() }),
  output: t.Object({}),
  run: async ({ name }, { events, tenant, personal, caller }) => {
    const named = { id: caller.actor, ...(await personal.seal(caller.actor, { name: Label(name) })) };
    return events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: rename(workspace, named) }),
      () => ({}),
    );
  },
});
