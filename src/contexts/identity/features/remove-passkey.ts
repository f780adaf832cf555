import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { dropPasskey, passkeyById } from '../views/passkeys.ts';
import { note } from './at-the-door.ts';
import { FactorsInput, provingFactors } from './prove-factors.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const removePasskey = (world: World) =>
  command({
    name: 'identity.removePasskey',
    summary: 'Removes a passkey: it signs nobody in any more. Requires the password, and a code where a second factor is set.',
    access: 'self:write',
    public: true,
    input: t.Object({ id: t.String({ maxLength: 2_000 }), ...FactorsInput }),
    output: t.Object({}),
    run: async ({ id, ...given }, ports) => {
      assertRecentSignIn(ports);
      const { sql, tenant, caller } = ports;
      const member = caller.actor;
      found((await passkeyById(sql, tenant, id))?.member === member, 'identity.no-passkey', 'There is no such passkey.');
      await provingFactors(world, ports, {
        given,
        remove: (taking) =>
          note(ports, member, { type: 'PasskeyRemoved', data: { member, passkey: id } }, async (transaction) => {
            await taking(transaction);
            await dropPasskey(transaction, { tenant, member }, id);
          }),
      });
      return {};
    },
  });
