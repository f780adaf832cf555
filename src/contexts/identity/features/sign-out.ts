import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { endSessionBehind } from '../views/secrets.ts';
import { note } from './at-the-door.ts';

export const signOut = ({ secrets }: World) =>
  command({
    name: 'identity.signOut',
    summary: 'Ends the session whose secret is given.',
    access: 'self:write',
    public: true,
    input: t.Object({ session: t.String({ maxLength: 100 }) }),
    output: t.Object({}),
    run: async ({ session }, ports) => {
      const member = ports.caller.actor;
      await note(ports, member, { type: 'SignedOut', data: { member } }, (sql) =>
        endSessionBehind(sql, { tenant: ports.tenant, member }, secrets.hash(session)),
      );
      return {};
    },
  });
