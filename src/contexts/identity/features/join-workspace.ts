import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { Label } from '../domain/label.ts';
import { Account, type AccountEvent } from '../domain/account.ts';
import { join, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { holderOfTicket, setPassword, takeTicket } from '../views/secrets.ts';
import { also } from './at-the-door.ts';
import { hashNewPassword, PasswordInput } from './new-password.ts';
import { Browser, SessionAnswer, sessionFor, shownOnce } from './new-session.ts';

const gone = 'This invitation has been used, or it is too old. Ask for a new one.';

export const joinWorkspace = (world: World) =>
  command({
    name: 'identity.joinWorkspace',
    summary: 'Takes an invitation up: from now on the invited person is a member, and signed in.',
    access: 'anyone',
    public: true,
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
      const session = await sessionFor(world, ports, { member, how: 'invitation', browser, agent });
      const passwordSet: AccountEvent = { type: 'PasswordSet', data: { member, how: 'invitation' } };
      const mine = {};
      const kept = await events.decide(
        { workspace: [Workspace, tenant], account: [Account, member] },
        ({ workspace }) => ({
          workspace: join(workspace, { id: member, ...sealed, email, at: now().toISOString() }),
          account: [passwordSet, session.signedIn],
        }),
        () => mine,
        {
          confirm: also(async (transaction) => {
            found((await takeTicket(transaction, shown)) !== undefined, 'identity.no-ticket', gone);
            await setPassword(transaction, of, hash, now());
            await session.write(transaction);
          }),
        },
      );
      return shownOnce(session.secrets, kept === mine);
    },
  });
