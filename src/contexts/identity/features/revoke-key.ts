import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { ApiKey, revoke } from '../domain/api-key.ts';
import { within } from '../domain/role.ts';

export const revokeKey = command({
  name: 'identity.revokeKey',
  summary: 'Ends an API key. It opens nothing any more, within a second, everywhere.',
  access: 'self:write',
  public: true,
  input: t.Object({ id: t.String({ maxLength: 100 }) }),
  output: t.Object({ id: t.String() }),
  run: ({ id }, { events, caller }) =>
    events.decide(
      { key: [ApiKey, id] },
      ({ key }) => ({ key: revoke(key, { by: caller.actor, all: within(caller.scopes, ['identity:write']).length > 0 }) }),
      () => ({ id }),
    ),
});
