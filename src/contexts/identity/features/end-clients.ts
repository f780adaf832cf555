import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { dropGrantsOf } from '../views/artifacts.ts';
import { note } from './at-the-door.ts';

export const endClients = command({
  name: 'identity.endClients',
  summary: 'Ends whatever you have let programs do for you: their tokens open nothing any more, within a second.',
  access: 'self:write',
  input: t.Object({}),
  output: t.Object({}),
  run: async (_, ports) => {
    const member = ports.caller.actor;
    await note(ports, member, { type: 'ClientsEnded', data: { member } }, (sql) =>
      dropGrantsOf(sql, { tenant: ports.tenant, member }),
    );
    return {};
  },
});
