import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { dropPasskey, passkeyById } from '../views/passkeys.ts';
import { note } from './at-the-door.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const removePasskey = command({
  name: 'identity.removePasskey',
  summary: 'Removes a passkey: it signs nobody in any more.',
  access: 'self:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 2_000 }) }),
  output: t.Object({}),
  run: async ({ id }, ports) => {
    assertRecentSignIn(ports);
    const { sql, tenant, caller } = ports;
    const member = caller.actor;
    found((await passkeyById(sql, tenant, id))?.member === member, 'identity.no-passkey', 'There is no such passkey.');
    await note(ports, member, { type: 'PasskeyRemoved', data: { member, passkey: id } }, (transaction) =>
      dropPasskey(transaction, { tenant, member }, id),
    );
    return {};
  },
});
