import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { address, Workspace } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { addressOfTicket, takeTicket } from '../views/secrets.ts';
import { also } from './at-the-door.ts';

const gone = 'This link has been used, is too old, or is for another member. Ask for a new one at /account.';

export const confirmEmail = ({ secrets }: World) =>
  command({
    name: 'identity.confirmEmail',
    summary: 'Confirms your new address with the link from a letter to it. From now on you sign in with it.',
    access: 'self:write',
    public: true,
    input: t.Object({ ticket: t.String({ maxLength: 100 }) }),
    output: t.Object({ id: t.String() }),

    run: async ({ ticket }, { sql, events, tenant, caller, now }) => {
      const id = caller.actor;
      const shown = { purpose: 'address', hash: secrets.hash(ticket), at: now() } as const;
      const confirming = await addressOfTicket(sql, { tenant, member: id }, shown);
      found(confirming !== undefined, 'identity.no-ticket', gone);
      return events.decide(
        { workspace: [Workspace, tenant] },
        ({ workspace }) => ({ workspace: address(workspace, { id, ...confirming, confirmed: true }) }),
        () => ({ id }),
        {
          confirm: also(async (transaction) =>
            found((await takeTicket(transaction, shown)) !== undefined, 'identity.no-ticket', gone),
          ),
        },
      );
    },
  });
