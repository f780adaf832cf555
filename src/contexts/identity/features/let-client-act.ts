import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { note } from './at-the-door.ts';

export const letClientAct = command({
  name: 'identity.letClientAct',
  summary: 'Writes down that you let a program act for you, and with which rights. The pages of the OAuth provider call it.',
  access: 'self:write',
  input: t.Object({ client: t.String({ maxLength: 100 }), scopes: t.Array(t.String({ maxLength: 100 }), { maxItems: 200 }) }),
  output: t.Object({}),
  run: async ({ client, scopes }, ports) => {
    const member = ports.caller.actor;
    await note(ports, member, { type: 'ClientAllowed', data: { member, client, scopes } });
    return {};
  },
});
