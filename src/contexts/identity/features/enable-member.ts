import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { enable as decide, Workspace } from '../domain/workspace.ts';

export const enableMember = command({
  name: 'identity.enableMember',
  summary: 'Lets a disabled member in again.',
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
