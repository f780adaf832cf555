import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Email } from '#kernel/email';
import { address, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { passwordOf } from '../views/secrets.ts';
import { PasswordInput } from './new-password.ts';
import { provePassword } from './prove-password.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const setEmail = (world: World) =>
  command({
    name: 'identity.setEmail',
    summary: 'Sets the address that you sign in with. Where you have a password, it is asked for.',
    access: 'self:write',
    public: true,
    input: t.Object({ email: t.String(), password: t.Optional(PasswordInput) }),
    output: t.Object({ id: t.String() }),

    run: async ({ email, password }, ports) => {
      assertRecentSignIn(ports);
      const { events, sql, tenant, personal, caller } = ports;
      const id = caller.actor;
      const given = Email(email);
      await provePassword(world, ports, { hash: await passwordOf(sql, { tenant, member: id }), password });
      const addressed = { id, print: await personal.fingerprint(given), ...(await personal.seal(id, { email: given })) };
      return events.decide(
        { workspace: [Workspace, tenant] },
        ({ workspace }) => ({ workspace: address(workspace, addressed) }),
        () => ({ id }),
      );
    },
  });
