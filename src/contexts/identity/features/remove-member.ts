import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { remove as decide, Workspace } from '../domain/workspace.ts';

export const removeMember = command({
  name: 'identity.removeMember',
  summary: 'Ends a membership, or withdraws an invitation.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id }, { events, tenant, caller }) =>
    events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: decide(workspace, { id, by: caller }) }),
      () => ({ id }),
    ),
});
