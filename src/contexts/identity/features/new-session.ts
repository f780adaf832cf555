import { Type as t } from 'typebox';
import type { Ports } from '#platform/feature';
import type { Sql } from '#platform/postgres/sql';
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

/** A session that begins with a decision: the event, what is written in the same transaction, and the secrets for the browser. */
export const sessionFor = async ({ secrets }: World, ports: Ports, { member, how, browser, agent }: Entering) => {
  const { tenant, personal, newId, now } = ports;
  const [session, known] = [secrets.make('alms_'), browser ?? secrets.make('almb_')];
  const at = now();
  const named = agent === undefined ? null : (await personal.seal(member, { agent })).agent;
  const of = { tenant, member };
  const signedIn: AccountEvent = { type: 'SignedIn', data: { member, how, ...(await from(ports, member)) } };
  return {
    signedIn,
    write: async (sql: Sql): Promise<void> => {
      const until = new Date(at.getTime() + SESSION_DAYS * day);
      await putSession(sql, { ...of, id: newId(), hash: secrets.hash(session), agent: named, at, until });
      await knowBrowser(sql, of, secrets.hash(known), at);
    },
    secrets: { session, browser: known },
  };
};

type Secrets = Awaited<ReturnType<typeof sessionFor>>['secrets'];

/** The secrets of a session, unless its decision was answered from the key of the call: it is then another one, shown before. */
export const shownOnce = (secrets: Secrets, isMine: boolean): Secrets => (isMine ? secrets : ({} as Secrets)); // a replay holds no secrets, here as at the gate

/** Lets a member in. `write` runs in the same transaction. */
export const newSession = async (
  world: World,
  ports: Ports,
  { write, ...entering }: Entering & { readonly write?: (sql: Sql) => Promise<unknown> },
): Promise<Secrets> => {
  for (let further = write; ; further = undefined) {
    const session = await sessionFor(world, ports, entering);
    const isMine = await note(ports, entering.member, session.signedIn, async (sql) => {
      await further?.(sql);
      await session.write(sql);
    });
    if (isMine) return session.secrets;
    // An earlier run under this key began a session and did `write`, and its secrets were lost with the answer: another one takes its place.
  }
};
