import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { Label } from '../domain/label.ts';
import { join, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { holderOfTicket, setPassword, takeTicket } from '../views/secrets.ts';
import { note } from './at-the-door.ts';
import { hashNewPassword, PasswordInput } from './new-password.ts';
import { Browser, newSession, SessionAnswer } from './new-session.ts';

const gone = 'This invitation has been used, or it is too old. Ask for a new one.';

export const joinWorkspace = (world: World) =>
  command({
    name: 'identity.joinWorkspace',
    summary: 'Takes an invitation up: from now on the invited person is a member, and signed in.',
    access: 'public',
    input: t.Object({ ticket: t.String({ maxLength: 100 }), name: t.String(), password: PasswordInput, ...Browser }),
    output: SessionAnswer,

    run: async ({ ticket, name, password, browser, agent }, ports) => {
      const { sql, events, tenant, personal, now } = ports;
      const shown = { purpose: 'join', hash: world.secrets.hash(ticket), at: now() } as const;
      const of = await holderOfTicket(sql, shown);
      found(of?.tenant === tenant, 'identity.no-ticket', gone);
      const { member } = of;
      const invited = await memberById(sql, tenant, member);
      const email = invited?.email ?? null;
      found(invited?.status === 'invited' && email !== null, 'identity.no-ticket', gone);
      const sealed = await personal.seal(member, { name: Label(name) });
      const hash = await hashNewPassword(world, ports, { password, owner: { ...sealed, email } });
      await events.decide(
        { workspace: [Workspace, tenant] },
        ({ workspace }) => ({ workspace: join(workspace, { id: member, ...sealed, email, at: now().toISOString() }) }),
        () => ({}),
      );
      await takeTicket(sql, shown);
      await note(ports, member, { type: 'PasswordSet', data: { member, how: 'invitation' } }, (transaction) =>
        setPassword(transaction, of, hash, now()),
      );
      return newSession(world, ports, { member, how: 'invitation', browser, agent });
    },
  });
