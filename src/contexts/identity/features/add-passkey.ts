import { Type as t } from 'typebox';
import { command } from '#platform/feature';
import { Label } from '../domain/label.ts';
import type { World } from '../ports.ts';
import { putPasskey } from '../views/passkeys.ts';
import { note } from './at-the-door.ts';
import { isAsked } from './passkey-challenge.ts';
import { assertRecentSignIn } from './recent-sign-in.ts';

export const addPasskey = (world: World) =>
  command({
    name: 'identity.addPasskey',
    summary: 'Keeps a passkey that an authenticator has made: from now on it signs you in, without a password or a code.',
    access: 'self:write',
    public: true,
    answers: 201,
    input: t.Object({
      label: t.String(),
      response: t.String({ maxLength: 20_000, description: 'What the browser answered, as JSON.' }),
    }),
    output: t.Object({ id: t.String() }),
    run: async ({ label, response }, ports) => {
      assertRecentSignIn(ports);
      const { tenant, caller, now, url } = ports;
      const member = caller.actor;
      const named = Label(label);
      const made = await world.passkeys.created(response, { site: url(), isAsked: isAsked(world, ports, member) });
      await note(ports, member, { type: 'PasskeyAdded', data: { member, passkey: made.id } }, (sql) =>
        putPasskey(sql, { tenant, member, ...made, label: named, at: now() }),
      );
      return { id: made.id };
    },
  });
