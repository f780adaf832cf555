import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Scopes } from '../domain/api-key.ts';
import { Label } from '../domain/label.ts';
import { addRule as add, Conditions, Policy } from '../domain/policy.ts';
import { Roles } from '../domain/role.ts';

export const RuleInput = {
  label: t.String({ description: 'The sentence that whoever is refused reads.' }),
  right: t.String({ description: 'The right it takes away, such as graph:write; * for all.' }),
  roles: t.Optional(t.Array(t.String(), { maxItems: 20, description: 'Whom it is for. Default: everybody.' })),
  when: t.Optional(
    t.Record(t.String(), t.Unknown(), {
      description:
        'Attributes of what a call is about, each with a value or comparisons ($ne, $in, $gt …); "$actor" is the caller.',
    }),
  ),
};

export const addRule = command({
  name: 'identity.addRule',
  summary: 'Forbids what roles would allow, under conditions. Where a rule asks for what is not known of a thing, it forbids.',
  access: 'identity:write',
  public: true,
  answers: 201,
  input: t.Object(RuleInput),
  output: t.Object({ id: t.String() }),
  run: ({ label, right, roles, when }, { events, tenant, newId }) => {
    const [named] = Scopes([right]);
    const rule = {
      id: newId(),
      label: Label(label),
      right: named ?? right,
      ...(roles && { roles: Roles(roles) }),
      ...(when && { when: Conditions(when) }),
    };
    return events.decide(
      { policy: [Policy, tenant] },
      ({ policy }) => ({ policy: add(policy, rule) }),
      () => ({ id: rule.id }),
    );
  },
});
