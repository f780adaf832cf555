import { Type as t } from 'typebox';
import { found, must } from '#kernel/rejection';
import { command } from '#platform/feature';
import { unlinkOutside } from '../views/outside.ts';
import { passkeysOf } from '../views/passkeys.ts';
import { passwordOf } from '../views/secrets.ts';
import { note } from './at-the-door.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const removeOutsideAccount = command({
  name: 'identity.removeOutsideAccount',
  summary: 'Removes the link to an account of an outside provider. Requires another way to sign in: a password or a passkey.',
  access: 'self:write',
  public: true,
  input: t.Object({ issuer: t.String({ maxLength: 500 }), subject: t.String({ maxLength: 500 }) }),
  output: t.Object({}),
  run: async (account, ports) => {
    assertRecentSignIn(ports);
    const { sql, tenant, caller } = ports;
    const of = { tenant, member: caller.actor };
    const [password, passkeys] = await Promise.all([passwordOf(sql, of), passkeysOf(sql, of)]);
    const hasAnother = password !== undefined || passkeys.length > 0;
    must(hasAnother || caller.credential?.kind === 'installation', 'identity.only-way-in', 'Set a password or a passkey first.');
    const unlinked = { type: 'OutsideUnlinked', data: { member: of.member, issuer: account.issuer } } as const;
    await note(ports, of.member, unlinked, async (transaction) =>
      found(await unlinkOutside(transaction, of, account), 'identity.no-outside-account', 'There is no such account.'),
    );
    return {};
  },
});
