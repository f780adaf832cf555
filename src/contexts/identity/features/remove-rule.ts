import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Policy, removeRule as remove } from '../domain/policy.ts';

export const removeRule = command({
  name: 'identity.removeRule',
  summary: 'Takes a rule away.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id }, { events, tenant }) =>
    events.decide(
      { policy: [Policy, tenant] },
      ({ policy }) => ({ policy: remove(policy, id) }),
      () => ({ id }),
    ),
});
