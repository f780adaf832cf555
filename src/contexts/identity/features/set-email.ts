import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Email } from '#kernel/email';
import type { World } from '../ports.ts';
import { passwordOf } from '../views/secrets.ts';
import { note } from './at-the-door.ts';
import { PasswordInput } from './new-password.ts';
import { provePassword } from './prove-password.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const setEmail = (world: World) =>
  command({
    name: 'identity.setEmail',
    summary:
      'Has a letter sent to a new address. You sign in with it once you have confirmed it by the link in the letter. Requires the password.',
    access: 'self:write',
    public: true,
    input: t.Object({ email: t.String(), password: t.Optional(PasswordInput) }),
    output: t.Object({ id: t.String() }),

    run: async ({ email, password }, ports) => {
      assertRecentSignIn(ports);
      const { sql, tenant, personal, caller } = ports;
      const member = caller.actor;
      const given = Email(email);
      await provePassword(world, ports, { hash: await passwordOf(sql, { tenant, member }), password });
      const asked = { member, print: await personal.fingerprint(given), ...(await personal.seal(member, { email: given })) };
      await note(ports, member, { type: 'AddressAsked', data: asked });
      return { id: member };
    },
  });
