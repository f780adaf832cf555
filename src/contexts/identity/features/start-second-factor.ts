import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { passwordOf } from '../views/secrets.ts';
import { PasswordInput } from './new-password.ts';
import { provePassword } from './prove-password.ts';
import { putSecondFactor } from '../views/second-factors.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const startSecondFactor = (world: World) =>
  command({
    name: 'identity.startSecondFactor',
    summary: 'Makes the secret for an authenticator app. It counts once a code of it has been confirmed. Wants the password.',
    access: 'self:write',
    public: true,
    input: t.Object({ password: t.Optional(PasswordInput) }),
    output: t.Object({ secret: t.String(), uri: t.String() }),

    run: async ({ password }, ports) => {
      assertRecentSignIn(ports);
      const { sql, tenant, personal, caller } = ports;
      const member = await memberById(sql, tenant, caller.actor);
      found(member?.kind === 'person', 'identity.no-member', 'Only people have a second factor.');
      await provePassword(world, ports, { hash: await passwordOf(sql, { tenant, member: member.id }), password });
      const secret = world.totp.makeSecret();
      const sealed = await personal.seal(member.id, { secret });
      const taken = await putSecondFactor(sql, { tenant, member: member.id }, sealed.secret);
      must(taken, 'identity.second-factor-set', 'There is a second factor already: remove it first.');
      const [email] = member.email === null ? [] : await personal.open([member.email]);
      return { secret, uri: world.totp.uri(secret, email ?? member.id) };
    },
  });
