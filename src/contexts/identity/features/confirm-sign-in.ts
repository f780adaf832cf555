import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import { command, type Ports } from '#platform/feature';
import type { World } from '../ports.ts';
import { secondFactorOf, takeRecoveryCode, takeStep } from '../views/second-factors.ts';
import { holderOfTicket, takeTicket } from '../views/secrets.ts';
import { from, note } from './at-the-door.ts';
import { Browser, newSession, SessionAnswer } from './new-session.ts';

export const confirmSignIn = (world: World) =>
  command({
    name: 'identity.confirmSignIn',
    summary: 'Lets a person in who has given the password and now a code of the second factor, or a recovery code.',
    access: 'public',
    input: t.Object({ ticket: t.String({ maxLength: 100 }), code: t.String({ maxLength: 40 }), ...Browser }),
    output: SessionAnswer,

    run: async ({ ticket, code, browser, agent }, ports) => {
      const { sql, tenant, now, caller } = ports;
      const { secrets, attempts } = world;
      const shown = { purpose: 'second-factor', hash: secrets.hash(ticket), at: now() } as const;
      const holder = await holderOfTicket(sql, shown);
      found(holder?.tenant === tenant, 'identity.sign-in-expired', 'This took too long. Please sign in again.');
      const { member } = holder;
      const attempt = { address: caller.address ?? '', account: `${tenant} ${member} code`, browser: undefined };
      await attempts.take(attempt);
      const how = await kindOf(world, ports, { member, code: code.replaceAll(/[\s-]/g, '') });
      if (how === undefined) {
        await attempts.failed(attempt);
        await note(ports, member, { type: 'SignInRefused', data: { member, why: 'code', ...(await from(ports, member)) } });
        throw new Rejection('denied', 'identity.wrong-code', 'This code is wrong, or it has been used.');
      }
      await attempts.succeeded(attempt);
      const mine = await takeTicket(sql, shown);
      found(mine !== undefined, 'identity.sign-in-expired', 'This took too long. Please sign in again.');
      return newSession(world, ports, { member, how, browser, agent });
    },
  });

/** Uses the code up, and tells of which kind it was; undefined when it is none. */
const kindOf = async (
  { totp, secrets }: World,
  { sql, tenant, personal, now }: Ports,
  { member, code }: { readonly member: string; readonly code: string },
): Promise<'code' | 'recovery-code' | undefined> => {
  const of = { tenant, member };
  const factor = await secondFactorOf(sql, of);
  const [secret] = factor ? await personal.open([factor.secret]) : [];
  const step = secret !== undefined && /^\d{6}$/.test(code) ? totp.stepOf(secret, code, now()) : undefined;
  if (step !== undefined) return (await takeStep(sql, of, step)) ? 'code' : undefined;
  return (await takeRecoveryCode(sql, of, secrets.hash(code.toLowerCase()))) ? 'recovery-code' : undefined;
};
