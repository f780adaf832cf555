import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Client, removeClient as remove } from '../domain/client.ts';
import { dropTokensOfClient } from '../views/artifacts.ts';

export const removeClient = command({
  name: 'identity.removeClient',
  summary: 'Removes a program: what people have let it do ends.',
  access: 'identity:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id }, { events }) =>
    events.decide(
      { client: [Client, id] },
      ({ client }) => ({ client: remove(client) }),
      () => ({ id }),
      {
        confirm: async (_, sql) => {
          await dropTokensOfClient(sql, id);
          return true;
        },
      },
    ),
});
