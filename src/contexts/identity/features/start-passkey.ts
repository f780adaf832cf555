import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { passkeysOf } from '../views/passkeys.ts';
import { passwordOf } from '../views/secrets.ts';
import { PasswordInput } from './new-password.ts';
import { remember } from './passkey-challenge.ts';
import { provePassword } from './prove-password.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const startPasskey = (world: World) =>
  command({
    name: 'identity.startPasskey',
    summary: 'Answers what the browser hands to an authenticator to make a passkey. Wants the password.',
    access: 'self:write',
    public: true,
    input: t.Object({ password: t.Optional(PasswordInput) }),
    output: t.Object({ options: t.Unknown() }),
    run: async ({ password }, ports) => {
      assertRecentSignIn(ports);
      const { sql, tenant, personal, caller, url } = ports;
      const of = { tenant, member: caller.actor };
      const member = await memberById(sql, tenant, of.member);
      found(member?.kind === 'person', 'identity.no-member', 'Only people have passkeys.');
      await provePassword(world, ports, { hash: await passwordOf(sql, of), password });
      const [email] = member.email === null ? [] : await personal.open([member.email]);
      const present = (await passkeysOf(sql, of)).map(({ id }) => id);
      const options = await world.passkeys.askToCreate({
        site: url(),
        user: { id: of.member, name: email ?? of.member },
        present,
      });
      await remember(world, ports, options.challenge, of.member);
      return { options };
    },
  });
