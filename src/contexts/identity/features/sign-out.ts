import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { moveConsents } from '../views/artifacts.ts';
import { endSessionBehind } from '../views/secrets.ts';
import { note } from './at-the-door.ts';

export const signOut = ({ secrets }: World) =>
  command({
    name: 'identity.signOut',
    summary:
      'Ends the session whose secret is given, and what programs were allowed in it, unless another session of yours takes its place.',
    access: 'self:write',
    public: true,
    input: t.Object({ session: t.String({ maxLength: 100 }), replacedBy: t.Optional(t.String({ maxLength: 100 })) }),
    output: t.Object({}),
    run: async ({ session, replacedBy }, ports) => {
      const of = { tenant: ports.tenant, member: ports.caller.actor };
      const hash = secrets.hash(session);
      await note(ports, of.member, { type: 'SignedOut', data: { member: of.member } }, async (sql) => {
        if (replacedBy !== undefined) await moveConsents(sql, of, { from: hash, to: secrets.hash(replacedBy) });
        await endSessionBehind(sql, of, hash);
      });
      return {};
    },
  });
