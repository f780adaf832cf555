import { Type as t } from 'typebox';
import { Email } from '#kernel/email';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { owner } from '#platform/owner';
import { Label } from '../domain/label.ts';
import { Account, type AccountEvent } from '../domain/account.ts';
import { address, rename, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { canSignIn, endTickets, holderOfTicket, setPassword } from '../views/secrets.ts';
import { also } from './at-the-door.ts';
import { hashNewPassword, PasswordInput } from './new-password.ts';
import { Browser, SessionAnswer, sessionFor, shownOnce } from './new-session.ts';

const gone = 'This link has been used, or it is older than a day. A new one is printed when the server starts.';

export const setUp = (world: World) =>
  command({
    name: 'identity.setUp',
    summary: 'Sets a new installation up: its owner gets a name, an address and a password, and is signed in.',
    access: 'anyone',
    public: true,
    input: t.Object({
      ticket: t.String({ maxLength: 100 }),
      name: t.String(),
      email: t.String(),
      password: PasswordInput,
      ...Browser,
    }),
    output: SessionAnswer,

    run: async ({ ticket, name, email, password, browser, agent }, ports) => {
      const { sql, events, tenant, personal, now } = ports;
      const member = owner.actor;
      const of = { tenant, member };
      const holder = await holderOfTicket(sql, { purpose: 'set-up', hash: world.secrets.hash(ticket), at: now() });
      found(holder?.tenant === tenant && !(await canSignIn(sql, of)), 'identity.no-ticket', gone);
      const given = Email(email);
      const sealed = await personal.seal(member, { name: Label(name), email: given });
      const addressed = { id: member, email: sealed.email, print: await personal.fingerprint(given) };
      const hash = await hashNewPassword(world, ports, { password, owner: sealed });
      const session = await sessionFor(world, ports, { member, how: 'set-up', browser, agent });
      // One decision: of two at once, the address of one must not stay with the password of the other.
      const passwordSet: AccountEvent = { type: 'PasswordSet', data: { member, how: 'set-up' } };
      const mine = {};
      const kept = await events.decide(
        { workspace: [Workspace, tenant], account: [Account, member] },
        ({ workspace }) => ({
          workspace: [...address(workspace, addressed), ...rename(workspace, { id: member, name: sealed.name })],
          account: [passwordSet, session.signedIn],
        }),
        () => mine,
        {
          confirm: also(async (transaction) => {
            found((await endTickets(transaction, of, 'set-up')) > 0, 'identity.no-ticket', gone); // of two at once, one
            await setPassword(transaction, of, hash, now());
            await session.write(transaction);
          }),
        },
      );
      return shownOnce(session.secrets, kept === mine);
    },
  });
