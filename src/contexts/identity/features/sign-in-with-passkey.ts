import { Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { World } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { passkeyById, usePasskey } from '../views/passkeys.ts';
import { Browser, newSession, SessionAnswer } from './new-session.ts';
import { isAsked } from './passkey-challenge.ts';

const wrong = () => new Rejection('denied', 'identity.wrong-passkey', 'This passkey was not accepted.');

export const signInWithPasskey = (world: World) =>
  command({
    name: 'identity.signInWithPasskey',
    summary: 'Lets a person in by a passkey, whose authenticator has verified them: no code is asked for.',
    access: 'anyone',
    public: true,
    effects: 'many', // a lost session is replaced
    showsSecret: true,
    input: t.Object({ response: t.String({ maxLength: 20_000 }), ...Browser }),
    output: SessionAnswer,

    run: async ({ response, browser, agent }, ports) => {
      const { sql, tenant, caller, now, url } = ports;
      const id = world.passkeys.idIn(response);
      const attempt = { address: caller.address ?? '', account: `${tenant} passkey ${id.slice(0, 100)}`, browser: undefined };
      await world.attempts.take(attempt);
      const passkey = await passkeyById(sql, tenant, id);
      const member = passkey && (await memberById(sql, tenant, passkey.member));
      if (passkey === undefined || member?.status !== 'active') {
        await world.attempts.failed(attempt);
        throw wrong();
      }
      const known = { id, publicKey: passkey.public_key, counter: passkey.counter, transports: passkey.transports };
      const counter = await world.passkeys.signed(response, {
        site: url(),
        isAsked: isAsked(world, ports, null),
        passkey: known,
      });
      if (!(await usePasskey(sql, { tenant, id, counter, at: now() }))) throw wrong();
      await world.attempts.succeeded(attempt);
      return newSession(world, ports, { member: member.id, how: 'passkey', browser, agent });
    },
  });
