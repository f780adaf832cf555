import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { endSessions, passwordOf, setPassword as write } from '../views/secrets.ts';
import { note } from './at-the-door.ts';
import { provePassword } from './prove-password.ts';
import { hashNewPassword, PasswordInput } from './new-password.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const setPassword = (world: World) =>
  command({
    name: 'identity.setPassword',
    summary: 'Sets your password, or changes it, which wants the present one. You are signed out everywhere.',
    access: 'self:write',
    public: true,
    input: t.Object({ password: PasswordInput, present: t.Optional(PasswordInput) }),
    output: t.Object({}),

    run: async ({ password, present }, ports) => {
      assertRecentSignIn(ports);
      const { sql, tenant, caller, now } = ports;
      const of = { tenant, member: caller.actor };
      const owner = await memberById(sql, tenant, of.member);
      found(owner?.kind === 'person', 'identity.no-member', 'Only people have passwords.');
      must(owner.email !== null, 'identity.no-email', 'Say first with which address you sign in.');
      await provePassword(world, ports, { hash: await passwordOf(sql, of), password: present });
      const hash = await hashNewPassword(world, ports, { password, owner });
      await note(ports, of.member, { type: 'PasswordSet', data: { member: of.member, how: 'own' } }, async (transaction) => {
        await write(transaction, of, hash, now());
        await endSessions(transaction, of);
      });
      return {};
    },
  });
