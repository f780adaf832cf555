import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { putSecondFactor } from '../views/second-factors.ts';

export const startSecondFactor = ({ totp }: World) =>
  command({
    name: 'identity.startSecondFactor',
    summary: 'Makes the secret for an authenticator app. It counts once a code of it has been confirmed.',
    access: 'self:write',
    input: t.Object({}),
    output: t.Object({ secret: t.String(), uri: t.String() }),

    run: async (_, { sql, tenant, personal, caller }) => {
      const member = await memberById(sql, tenant, caller.actor);
      found(member?.kind === 'person', 'identity.no-member', 'Only people have a second factor.');
      const secret = totp.makeSecret();
      const sealed = await personal.seal(member.id, { secret });
      const taken = await putSecondFactor(sql, { tenant, member: member.id }, sealed.secret);
      must(taken, 'identity.second-factor-set', 'There is a second factor already: remove it first.');
      const [email] = member.email === null ? [] : await personal.open([member.email]);
      return { secret, uri: totp.uri(secret, email ?? member.id) };
    },
  });
