import { Type as t } from 'typebox';
import { Rejection } from '#kernel/rejection';
import type { Ports } from '#platform/feature';
import type { World } from '../ports.ts';
import { mustUsePasskey } from '../views/requirements.ts';
import { secondFactorOf } from '../views/second-factors.ts';
import { putTicket } from '../views/secrets.ts';
import { type Entering, newSession, SessionAnswer } from './new-session.ts';

const minutes = 60_000;

/** A session, or a ticket for the step that is left: the code of the second factor. */
export const LetInAnswer = t.Union([SessionAnswer, t.Object({ ticket: t.String() })]);

/** Lets somebody in who has shown the first factor. */
export const letIn = async (world: World, ports: Ports, entering: Entering) => {
  const { sql, tenant, now } = ports;
  const { member } = entering;
  const factor = await secondFactorOf(sql, { tenant, member });
  if (!factor?.confirmed) {
    if (await mustUsePasskey(sql, { tenant, member })) throw passkeyOnly();
    return newSession(world, ports, entering);
  }
  const ticket = world.secrets.make('almt_');
  const until = new Date(now().getTime() + 10 * minutes);
  await putTicket(sql, { tenant, member, purpose: 'second-factor', hash: world.secrets.hash(ticket), until });
  return { ticket };
};

const passkeyOnly = () =>
  new Rejection('denied', 'identity.passkey-needed', 'This workspace asks for two factors. Please sign in with your passkey.');
