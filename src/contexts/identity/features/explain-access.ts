import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { query } from '#platform/feature';
import { rightsFrom, within } from '../domain/role.ts';
import { judgementBy } from '../judge.ts';
import { memberById } from '../views/members.ts';
import { rulesOf } from '../views/rules.ts';

export const explainAccess = query({
  name: 'identity.explainAccess',
  summary: 'Tells whether a member may do something to a thing with these attributes, and why: the way to try a rule.',
  access: 'identity:read',
  public: true,
  input: t.Object({
    member: t.String({ maxLength: 100 }),
    right: t.String({ maxLength: 100 }),
    attributes: t.Optional(t.Record(t.String(), t.Unknown())),
  }),
  output: t.Object({ allowed: t.Boolean(), because: t.String() }),
  run: async ({ member: id, right, attributes = {} }, { sql, tenant }) => {
    const [member, rules] = await Promise.all([memberById(sql, tenant, id), rulesOf(sql, tenant)]);
    found(member !== undefined, 'identity.no-member', 'There is no such member.');
    if (member.status !== 'active') return { allowed: false, because: `The member is ${member.status}.` };
    if (within(rightsFrom(member.roles), [right]).length === 0)
      return { allowed: false, because: `None of the roles ${member.roles.join(', ')} gives the right ${right}.` };
    const no = await judgementBy(rules, { actor: id, roles: member.roles })(right, async () => attributes);
    return no === undefined
      ? { allowed: true, because: `The roles ${member.roles.join(', ')} give the right ${right}.` }
      : { allowed: false, because: no };
  },
});
