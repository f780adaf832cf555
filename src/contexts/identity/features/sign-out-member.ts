import { Type as t } from 'typebox';
import { found } from '#kernel/rejection';
import { command } from '#platform/feature';
import { dropGrantsOf } from '../views/artifacts.ts';
import { memberById } from '../views/members.ts';
import { endSessions } from '../views/secrets.ts';
import { note } from './at-the-door.ts';

export const signOutMember = command({
  name: 'identity.signOutMember',
  summary: 'Ends all sessions of a member, and whatever programs may do for them. Keys stay.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({}),
  run: async ({ id }, ports) => {
    const of = { tenant: ports.tenant, member: id };
    found((await memberById(ports.sql, of.tenant, id)) !== undefined, 'identity.no-member', 'There is no such member.');
    await note(ports, id, { type: 'SessionsEnded', data: { member: id } }, async (sql) => {
      await endSessions(sql, of);
      await dropGrantsOf(sql, of);
    });
    return {};
  },
});
