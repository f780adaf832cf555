import { reaction } from '#platform/reaction';
import type { AccountEvent } from '../domain/account.ts';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { putTicket } from '../views/secrets.ts';

const minutes = 60_000;

/** Mails the link for a new password. */
export const sendReset = ({ secrets, mail }: World) =>
  reaction<Extract<AccountEvent, { readonly type: 'ResetAsked' }>>({
    name: 'identity.sendReset',
    on: ['ResetAsked'],
    run: async ({ data: { member } }, { sql, tenant, personal, now, url }) => {
      if (member === undefined) return; // nobody signs in with that address
      const email = (await memberById(sql, tenant, member))?.email;
      const [to] = email ? await personal.open([email]) : [];
      if (to === undefined) return;
      const ticket = secrets.make('almt_');
      const until = new Date(now().getTime() + 60 * minutes);
      await putTicket(sql, { tenant, member, purpose: 'reset', hash: secrets.hash(ticket), until });
      await mail.send({
        to,
        subject: 'A new password for Almanac',
        text: `Somebody, most likely you, asked for a new password.

This link lets you choose one, once, within an hour:

${url()}/reset?workspace=${encodeURIComponent(tenant)}&ticket=${ticket}

If it was not you, there is nothing to do: the password stays as it is.`,
      });
    },
  });
