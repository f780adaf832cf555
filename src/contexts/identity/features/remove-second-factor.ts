import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { removeSecondFactor as remove } from '../views/second-factors.ts';
import { passwordOf } from '../views/secrets.ts';
import { note } from './at-the-door.ts';
import { PasswordInput } from './new-password.ts';
import { provePassword } from './prove-password.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const removeSecondFactor = (world: World) =>
  command({
    name: 'identity.removeSecondFactor',
    summary: 'Removes the second factor and its recovery codes. Wants the password.',
    access: 'self:write',
    public: true,
    input: t.Object({ password: t.Optional(PasswordInput) }),
    output: t.Object({}),
    run: async ({ password }, ports) => {
      assertRecentSignIn(ports);
      const of = { tenant: ports.tenant, member: ports.caller.actor };
      await provePassword(world, ports, { hash: await passwordOf(ports.sql, of), password });
      await note(ports, of.member, { type: 'SecondFactorRemoved', data: { member: of.member } }, (transaction) =>
        remove(transaction, of),
      );
      return {};
    },
  });
