import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { askForSecondFactor as ask, Workspace } from '../domain/workspace.ts';

export const askForSecondFactor = command({
  name: 'identity.askForSecondFactor',
  summary:
    'Asks everybody in the workspace for a second factor or a passkey, or nobody. Who has none may, within a second, only look after their own account.',
  access: 'identity:write',
  public: true,
  input: t.Object({ of: t.Union([t.Literal('everybody'), t.Literal('nobody')]) }),
  output: t.Object({}),
  run: ({ of }, { events, tenant }) =>
    events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: ask(workspace, of) }),
      () => ({}),
    ),
});
