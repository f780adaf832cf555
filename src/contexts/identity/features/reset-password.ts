import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { endSessions, holderOfTicket, setPassword, takeTicket } from '../views/secrets.ts';
import { note } from './at-the-door.ts';
import { hashNewPassword, PasswordInput } from './new-password.ts';

const gone = 'This link has been used, or it is too old. Ask for a new one.';

export const resetPassword = (world: World) =>
  command({
    name: 'identity.resetPassword',
    summary: 'Sets a new password with the link from a letter. All sessions end; a second factor stays.',
    access: 'anyone',
    public: true,
    input: t.Object({ ticket: t.String({ maxLength: 100 }), password: PasswordInput }),
    output: t.Object({}),

    run: async ({ ticket, password }, ports) => {
      const { sql, tenant, now } = ports;
      const shown = { purpose: 'reset', hash: world.secrets.hash(ticket), at: now() } as const;
      const of = await holderOfTicket(sql, shown);
      found(of?.tenant === tenant, 'identity.no-ticket', gone);
      const owner = await memberById(sql, tenant, of.member);
      found(owner?.status === 'active', 'identity.no-ticket', gone);
      const hash = await hashNewPassword(world, ports, { password, owner });
      await note(ports, of.member, { type: 'PasswordSet', data: { member: of.member, how: 'reset' } }, async (transaction) => {
        found((await takeTicket(transaction, shown)) !== undefined, 'identity.no-ticket', gone);
        await setPassword(transaction, of, hash, now());
        await endSessions(transaction, of);
      });
      return {};
    },
  });
