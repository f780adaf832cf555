import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { endSessions as end } from '../views/secrets.ts';
import { note } from './at-the-door.ts';

export const endSessions = command({
  name: 'identity.endSessions',
  summary: 'Signs you out everywhere, or in one session.',
  access: 'self:write',
  public: true,
  input: t.Object({ id: t.Optional(t.String({ maxLength: 100 })) }),
  output: t.Object({}),
  run: async ({ id }, ports) => {
    const member = ports.caller.actor;
    const data = { member, ...(id !== undefined && { session: id }) };
    await note(ports, member, { type: 'SessionsEnded', data }, (sql) => end(sql, { tenant: ports.tenant, member }, id));
    return {};
  },
});
