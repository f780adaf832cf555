import { Type as t } from 'typebox';
import { query } from '#platform/feature';
import { rulesOf } from '../views/rules.ts';
import { RuleInput } from './add-rule.ts';

export const listRules = query({
  name: 'identity.listRules',
  summary: 'Lists what the workspace forbids beyond what roles do not allow.',
  access: 'identity:read',
  public: true,
  input: t.Object({}),
  output: t.Object({ items: t.Array(t.Object({ id: t.String(), ...RuleInput })) }),
  run: async (_, { sql, tenant }) => ({ items: await rulesOf(sql, tenant) }),
});
