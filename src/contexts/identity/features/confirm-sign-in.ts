import { Type as t } from 'typebox';
import { found, Rejection } from '#kernel/rejection';
import { command } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
import type { World } from '../ports.ts';
import { holderOfTicket, takeTicket } from '../views/secrets.ts';
import { from, note } from './at-the-door.ts';
import { codeOf, wrongCode, wrongCodeGiven } from './code.ts';
import { Browser, newSession, SessionAnswer } from './new-session.ts';

export const confirmSignIn = (world: World) =>
  command({
    name: 'identity.confirmSignIn',
    summary: 'Lets a person in who has given the password and now a code of the second factor, or a recovery code.',
    access: 'anyone',
    public: true,
    effects: 'many', // a refusal is noted, and a lost session replaced
    showsSecret: true,
    input: t.Object({ ticket: t.String({ maxLength: 100 }), code: t.String({ maxLength: 40 }), ...Browser }),
    output: SessionAnswer,

    run: async ({ ticket, code, browser, agent }, ports) => {
      const { sql, tenant, now, caller } = ports;
      const { secrets, attempts } = world;
      const shown = { purpose: 'second-factor', hash: secrets.hash(ticket), at: now() } as const;
      const holder = await holderOfTicket(sql, shown);
      found(holder?.tenant === tenant, 'identity.sign-in-expired', late);
      const { member } = holder;
      const attempt = { address: caller.address ?? '', account: `${tenant} ${member} code`, browser: undefined };
      await attempts.take(attempt);
      const { how, take } = await codeOf(world, ports, { member, code });
      const write = async (transaction: Sql) => {
        if (!(await take(transaction))) throw wrongCodeGiven();
        found((await takeTicket(transaction, shown)) !== undefined, 'identity.sign-in-expired', late);
      };
      try {
        const session = await newSession(world, ports, { member, how, browser, agent, write });
        await attempts.succeeded(attempt);
        return session;
      } catch (error) {
        if (!(error instanceof Rejection) || error.code !== wrongCode) throw error;
        await attempts.failed(attempt);
        await note(ports, member, { type: 'SignInRefused', data: { member, why: 'code', ...(await from(ports, member)) } });
        throw error;
      }
    },
  });

const late = 'This took too long. Please sign in again.';
