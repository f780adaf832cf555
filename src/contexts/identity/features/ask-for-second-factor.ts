import { Type as t } from 'typebox';
import { must } from '#kernel/rejection';
import { command } from '#platform/feature';
import { askForSecondFactor as ask, Workspace } from '../domain/workspace.ts';
import { hasFactor } from '../views/requirements.ts';

export const askForSecondFactor = command({
  name: 'identity.askForSecondFactor',
  summary:
    'Asks everybody in the workspace for a second factor or a passkey, or nobody. Who has none may, within a second, only look after their own account.',
  access: 'identity:write',
  public: true,
  input: t.Object({ of: t.Union([t.Literal('everybody'), t.Literal('nobody')]) }),
  output: t.Object({}),
  run: async ({ of }, { events, sql, tenant, caller }) => {
    const hasOne = of === 'nobody' || (await hasFactor(sql, { tenant, member: caller.actor }));
    must(hasOne, 'identity.no-own-factor', 'Set up a second factor or a passkey for yourself before you ask everybody for one.');
    return events.decide(
      { workspace: [Workspace, tenant] },
      ({ workspace }) => ({ workspace: ask(workspace, of) }),
      () => ({}),
    );
  },
});
