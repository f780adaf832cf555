import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { owner } from '#platform/owner';
import type { World } from '../ports.ts';
import { canSignIn, putSetUpTicket } from '../views/secrets.ts';

const day = 86_400_000;
const of = { tenant: owner.tenant, member: owner.actor };

export const beginSetUp = ({ secrets }: World) =>
  command({
    name: 'identity.beginSetUp',
    summary:
      'Makes a ticket with which the owner of this installation sets it up, once, within a day; or takes the one that is given. None where the owner can sign in already.',
    access: 'identity:admin',
    public: true, // no role but the owner's: the holder of the ticket becomes the owner
    installation: true,
    input: t.Object({ ticket: t.Optional(t.String({ minLength: 20, maxLength: 100 })) }),
    output: t.Object({ ticket: t.Optional(t.String()) }),

    run: async ({ ticket = secrets.make('almt_') }, { sql, now }) => {
      if (await canSignIn(sql, of)) return {};
      const until = new Date(now().getTime() + day);
      await putSetUpTicket(sql, { ...of, hash: secrets.hash(ticket), until });
      return { ticket };
    },
  });
