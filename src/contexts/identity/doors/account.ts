import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DoorPorts } from '#platform/door';
import type { Identity } from '#platform/token';
import { signInAgain } from '../features/recent-sign-in.ts';
import { accountPage, addressPage, authenticatorPage, codesOnce, letterSent, type Told } from './account-page.ts';
import { answering, caller, type Fields, fieldsOf, said, type Shown } from './form.ts';

type To = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly identity: Identity;
  readonly fields: Fields;
};

type Listing<Items> = { readonly items: Items };

/** What people may change about their own account. */
export const accountPages = (server: FastifyInstance, ports: DoorPorts): void => {
  const call = ({ request, identity }: To, feature: string, input: object = {}) =>
    ports.call(`identity.${feature}`, input, caller(request, identity));

  const account = async (to: To, more: Pick<Told, 'wrong' | 'news'> = {}): Promise<string> => {
    const ask = async <T>(feature: string): Promise<T> => (await call(to, feature)) as T; // what the feature says it answers
    const [me, sessions, passkeys, consents, outside] = await Promise.all([
      ask<Told['me']>('whoAmI'),
      ask<Listing<Told['sessions']>>('listSessions'),
      ask<Listing<Told['passkeys']>>('listPasskeys'),
      ask<Listing<Told['consents']>>('listConsents'),
      ask<Listing<Told['outside']>>('listOutsideAccounts'),
    ]);
    const listed = { sessions: sessions.items, passkeys: passkeys.items, consents: consents.items, outside: outside.items };
    return accountPage({ me, ...listed, ...more });
  };

  /** Only for those who are signed in; the others sign in first. A no is told on the account's page. */
  const signedIn = (answer: (to: To) => Promise<Shown>) =>
    answering(async (request, reply) => {
      const identity = await ports.whoIs(request);
      if (identity === undefined) return { goTo: '/sign-in?next=/account' };
      const to = { request, reply, identity, fields: fieldsOf(request.body) };
      try {
        return await answer(to);
      } catch (error) {
        const { sentence, status, code } = said(error);
        if (code === signInAgain) return { goTo: '/sign-in?next=/account&again=yes' };
        return { page: await account(to, { wrong: sentence }), status };
      }
    });
  const view = (path: string, answer: (to: To) => Promise<Shown>) => server.get(path, signedIn(answer));
  const deed = (path: string, answer: (to: To) => Promise<Shown>) => server.post(path, signedIn(answer));

  view('/account', async (to) => ({ page: await account(to) }));

  deed('/account/email', async (to) => {
    const { email = '', password } = to.fields;
    await call(to, 'setEmail', { email, ...(password !== undefined && { password }) });
    return { page: await account(to, { news: letterSent(email) }) };
  });

  server.get(
    '/address',
    answering(async (request) => ({ page: addressPage(fieldsOf(request.query)) })),
  );

  deed('/address', async (to) => {
    await call(to, 'confirmEmail', { ticket: to.fields['ticket'] ?? '' });
    return { goTo: '/account' };
  });

  deed('/account/name', async (to) => {
    await call(to, 'setName', { name: to.fields['name'] ?? '' });
    return { goTo: '/account' };
  });

  deed('/account/password', async (to) => {
    const { password = '', present } = to.fields;
    await call(to, 'setPassword', { password, ...(present !== undefined && { present }) });
    return { goTo: '/sign-in' };
  });

  deed('/account/second-factor', async (to) => {
    const { password } = to.fields;
    const started = (await call(to, 'startSecondFactor', password === undefined ? {} : { password })) as {
      readonly secret: string;
      readonly uri: string;
    }; // what the feature says it answers
    return { page: authenticatorPage(started) };
  });

  deed('/account/second-factor/confirm', async (to) => {
    const { code = '', secret = '', uri = '' } = to.fields;
    try {
      const { recoveryCodes } = (await call(to, 'confirmSecondFactor', { code })) as {
        readonly recoveryCodes: readonly string[];
      }; // as above
      return { page: await account(to, { news: codesOnce(recoveryCodes) }) };
    } catch (error) {
      const { sentence, status, code: why } = said(error);
      if (why === signInAgain) throw error;
      return { page: authenticatorPage({ secret, uri, wrong: sentence }), status };
    }
  });

  deed('/account/second-factor/remove', async (to) => {
    await call(to, 'removeSecondFactor', factorsIn(to.fields));
    return { goTo: '/account' };
  });

  deed('/account/passkeys', async (to) => {
    const { label = '', response = '' } = to.fields;
    await call(to, 'addPasskey', { label, response });
    return { goTo: '/account' };
  });

  deed('/account/passkeys/remove', async (to) => {
    await call(to, 'removePasskey', { id: to.fields['id'] ?? '', ...factorsIn(to.fields) });
    return { goTo: '/account' };
  });

  deed('/account/outside/remove', async (to) => {
    const { issuer = '', subject = '' } = to.fields;
    await call(to, 'removeOutsideAccount', { issuer, subject });
    return { goTo: '/account' };
  });

  deed('/account/end-clients', async (to) => {
    const { client } = to.fields;
    await call(to, 'endClients', client === undefined ? {} : { client });
    return { goTo: '/account' };
  });

  deed('/account/end-session', async (to) => {
    const { id } = to.fields;
    if (id !== undefined) await call(to, 'endSessions', { id });
    return { goTo: '/account' };
  });

  deed('/account/sign-out-everywhere', async (to) => {
    await call(to, 'endSessions');
    ports.letOut(to.reply);
    return { goTo: '/sign-in' };
  });
};

const factorsIn = ({ password, code }: Fields) => ({
  ...(password !== undefined && { password }),
  ...(code !== undefined && { code }),
});
