import { reaction } from '#platform/reaction';
import { Workspace, type WorkspaceEvent } from '../domain/workspace.ts';
import type { World } from '../ports.ts';
import { putTicket } from '../views/secrets.ts';

/** Mails the link of an invitation. Handed over twice, the later letter counts. */
export const sendInvitation = ({ secrets, mail }: World) =>
  reaction<Extract<WorkspaceEvent, { readonly type: 'MemberInvited' }>>({
    name: 'identity.sendInvitation',
    on: ['MemberInvited'],
    run: async ({ data: { id, email, until } }, { sql, tenant, events, personal, url }) => {
      const [to] = await personal.open([email]);
      if (to === undefined) return; // forgotten meanwhile
      const { state } = await events.read(Workspace, tenant);
      const ticket = secrets.make('almt_');
      await putTicket(sql, { tenant, member: id, purpose: 'join', hash: secrets.hash(ticket), until: new Date(until) });
      await mail.send({
        to,
        subject: `You are invited to ${state.name ?? 'Almanac'}`,
        text: `Somebody invites you to the workspace ${state.name ?? tenant} in Almanac.

This link takes you in, once, until ${until.slice(0, 16).replace('T', ' ')} UTC:

${url()}/join?workspace=${encodeURIComponent(tenant)}&ticket=${ticket}

If you do not know what this is about, there is nothing to do.`,
      });
    },
  });
