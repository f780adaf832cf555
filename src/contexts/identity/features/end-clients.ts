import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { dropGrantsOf } from '../views/artifacts.ts';
import { note } from './at-the-door.ts';

export const endClients = command({
  name: 'identity.endClients',
  summary: 'Ends whatever you let programs do for you, or one of them: their tokens open nothing any more, within a second.',
  access: 'self:write',
  public: true,
  input: t.Object({ client: t.Optional(t.String({ maxLength: 100 })) }),
  output: t.Object({}),
  run: async ({ client }, ports) => {
    const member = ports.caller.actor;
    const data = { member, ...(client !== undefined && { client }) };
    await note(ports, member, { type: 'ClientsEnded', data }, (sql) =>
      dropGrantsOf(sql, { tenant: ports.tenant, member }, client),
    );
    return {};
  },
});
