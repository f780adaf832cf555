import { reaction } from '#platform/reaction';
import type { AccountEvent } from '../domain/account.ts';
import type { World } from '../ports.ts';
import { putTicket } from '../views/secrets.ts';

const minutes = 60_000;

/** Mails the link that confirms a new address, to that address. */
export const sendAddress = ({ secrets, mail }: World) =>
  reaction<Extract<AccountEvent, { readonly type: 'AddressAsked' }>>({
    name: 'identity.sendAddress',
    on: ['AddressAsked'],
    run: async ({ data: { member, email, print } }, { sql, tenant, personal, now, url }) => {
      const [to] = await personal.open([email]);
      if (to === undefined) return; // forgotten meanwhile
      const ticket = secrets.make('almt_');
      const until = new Date(now().getTime() + 60 * minutes);
      await putTicket(sql, { tenant, member, purpose: 'address', hash: secrets.hash(ticket), until, confirms: { email, print } });
      await mail.send({
        to,
        subject: 'Confirm your address for Almanac',
        text: `Somebody, most likely you, wants to sign in to Almanac with this address.

This link confirms it, once, within an hour, in a browser in which you are signed in:

${url()}/address?workspace=${encodeURIComponent(tenant)}&ticket=${ticket}

If it was not you, there is nothing to do: nobody signs in with your address.`,
      });
    },
  });
