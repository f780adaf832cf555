import { Type as t } from 'typebox';
import type { Ports } from '#platform/feature';
import type { AccountEvent } from '../domain/account.ts';
import type { World } from '../ports.ts';
import { knowBrowser } from '../views/browsers.ts';
import { putSession } from '../views/secrets.ts';
import { from, note } from './at-the-door.ts';

const day = 86_400_000;

/** Days after which a session ends, however much it is used; the cookie that carries it lasts as long. */
export const SESSION_DAYS = 30;

/** What a browser tells of itself: the secret of an earlier sign-in, and its name. */
export const Browser = {
  browser: t.Optional(t.String({ maxLength: 100 })),
  agent: t.Optional(t.String({ maxLength: 500 })),
};

export const SessionAnswer = t.Object({
  /** The secret of the session, told once. */
  session: t.String(),
  /** The secret by which this browser is known from now on. */
  browser: t.String(),
});

export type Entering = {
  readonly member: string;
  readonly how: Extract<AccountEvent, { readonly type: 'SignedIn' }>['data']['how'];
  readonly browser?: string | undefined;
  readonly agent?: string | undefined;
};

/** Lets a member in. */
export const newSession = async ({ secrets }: World, ports: Ports, { member, how, browser, agent }: Entering) => {
  const { tenant, personal, newId, now } = ports;
  const [session, known] = [secrets.make('alms_'), browser ?? secrets.make('almb_')];
  const at = now();
  const named = agent === undefined ? null : (await personal.seal(member, { agent })).agent;
  const of = { tenant, member };
  await note(ports, member, { type: 'SignedIn', data: { member, how, ...(await from(ports, member)) } }, async (sql) => {
    const until = new Date(at.getTime() + SESSION_DAYS * day);
    await putSession(sql, { ...of, id: newId(), hash: secrets.hash(session), agent: named, at, until });
    await knowBrowser(sql, of, secrets.hash(known), at);
  });
  return { session, browser: known };
};
