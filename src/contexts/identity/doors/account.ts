import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DoorPorts } from '#platform/door';
import type { Identity } from '#platform/token';
import { answering, caller, type Fields, fieldsOf, said, type Shown } from './form.ts';
import { passkeyForm } from './passkey-form.ts';
import { alert, field, type Html, hidden, html, page } from './html.ts';
import { browserIn, inWords } from './words.ts';

type Me = {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly workspace: { readonly id: string; readonly name?: string };
  readonly roles: readonly string[];
  readonly hasPassword: boolean;
  readonly hasSecondFactor: boolean;
  readonly limitedBy?: string;
};
type Passkey = { readonly id: string; readonly label: string; readonly createdAt: string };
type Consent = { readonly client: string; readonly label: string; readonly scopes: readonly string[]; readonly until: string };
type Session = { readonly id: string; readonly agent?: string; readonly seenAt: string };

type Told = {
  readonly me: Me;
  readonly sessions: readonly Session[];
  readonly passkeys: readonly Passkey[];
  readonly consents: readonly Consent[];
  readonly wrong?: string | undefined;
  readonly news?: Html | undefined;
};

const accountPage = ({ me, sessions, passkeys, consents, wrong, news }: Told): string =>
  page(
    me.name ?? me.email ?? 'Your account',
    html`${alert(wrong ?? me.limitedBy)}${news}
<p>${me.roles.join(', ')} in ${me.workspace.name ?? me.workspace.id}. <a href="/docs">The API</a></p>
<form method="post" action="/account/name">
${field({ name: 'name', label: 'Your name', autocomplete: 'name', value: me.name })}
<button class="quiet">Set the name</button>
</form>
<h2>Sign in with</h2>
<form method="post" action="/account/email">
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: me.email })}
${me.hasPassword && field({ name: 'password', id: 'email-password', label: 'Your password', type: 'password', autocomplete: 'current-password' })}
<button class="quiet">Set the address</button>
</form>
${
  me.email !== undefined &&
  html`<form method="post" action="/account/password">
${me.hasPassword && field({ name: 'present', id: 'present-password', label: 'Present password', type: 'password', autocomplete: 'current-password' })}
${field({ name: 'password', id: 'new-password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: 'Ten characters at least.' })}
<button class="quiet">Set the password</button>
</form>`
}
<h2>Second factor</h2>
${secondFactor(me)}
<h2>Passkeys</h2>
<ul>${passkeys.map(
      ({ id, label, createdAt }) => html`<li>${label}, since ${createdAt.slice(0, 10)}
<form method="post" action="/account/passkeys/remove">${hidden({ id })}<button class="quiet">Remove</button></form></li>`,
    )}</ul>
${passkeyForm('create', {}, me.hasPassword)}
<h2>Where you are signed in</h2>
<ul>${sessions.map(
      ({
        id,
        agent,
        seenAt,
      }) => html`<li>${agent === undefined ? 'An unnamed browser' : browserIn(agent)}, last seen ${seenAt.slice(0, 10)}
<form method="post" action="/account/end-session">${hidden({ id })}<button class="quiet">End it</button></form></li>`,
    )}</ul>
${
  consents.length > 0 &&
  html`<h2>Programs that act for you</h2>
<ul>${consents.map(
    ({ client, label, scopes, until }) => html`<li>${label}: ${scopes.map(inWords).join(', ')}; until ${until.slice(0, 10)}
<form method="post" action="/account/end-clients">${hidden({ client })}<button class="quiet">End it</button></form></li>`,
  )}</ul>
<form method="post" action="/account/end-clients"><button class="quiet">End all programs</button></form>`
}
<form method="post" action="/account/sign-out-everywhere"><button class="quiet">Sign out everywhere</button></form>
<form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );

const secondFactor = ({ hasSecondFactor, hasPassword }: Me): Html =>
  hasSecondFactor
    ? html`<p>Codes from your authenticator app are asked for.</p>
<form method="post" action="/account/second-factor/remove">
${hasPassword && field({ name: 'password', id: 'factor-password', label: 'Your password, to remove it', type: 'password', autocomplete: 'current-password' })}
<button class="quiet">Remove the second factor</button>
</form>`
    : html`<form method="post" action="/account/second-factor">
${hasPassword && field({ name: 'password', id: 'factor-password', label: 'Your password, to set one up', type: 'password', autocomplete: 'current-password' })}
<button class="quiet">Set up an authenticator app</button></form>`;

const setUp = ({
  secret,
  uri,
  wrong,
}: {
  readonly secret: string;
  readonly uri: string;
  readonly wrong?: string | undefined;
}): string =>
  page(
    'Your authenticator app',
    html`${alert(wrong)}
<p>Open <a href="${uri}">this link</a> on the device that has the app, or type this key into it:</p>
<p><code>${secret.replaceAll(/.{4}(?=.)/g, '$& ')}</code></p>
<form method="post" action="/account/second-factor/confirm">
${hidden({ secret, uri })}
${field({ name: 'code', label: 'The code that it shows', autocomplete: 'one-time-code' })}
<button>Go on</button>
</form>`,
  );

type To = {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly identity: Identity;
  readonly fields: Fields;
};

/** What people may change about their own account. */
export const accountPages = (server: FastifyInstance, ports: DoorPorts): void => {
  const call = ({ request, identity }: To, feature: string, input: object = {}) =>
    ports.call(`identity.${feature}`, input, caller(request, identity));

  const account = async (to: To, more: Pick<Told, 'wrong' | 'news'> = {}): Promise<string> => {
    const [me, sessions, passkeys, consents] = await Promise.all(
      ['whoAmI', 'listSessions', 'listPasskeys', 'listConsents'].map((feature) => call(to, feature)),
    );
    const { items } = sessions as { readonly items: readonly Session[] }; // what the features say they answer
    const { items: keys } = passkeys as { readonly items: readonly Passkey[] }; // as above
    const { items: programs } = consents as { readonly items: readonly Consent[] }; // as above
    return accountPage({ me: me as Me, sessions: items, passkeys: keys, consents: programs, ...more }); // as above
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
        const { sentence, status } = said(error);
        return { page: await account(to, { wrong: sentence }), status };
      }
    });
  const view = (path: string, answer: (to: To) => Promise<Shown>) => server.get(path, signedIn(answer));
  const deed = (path: string, answer: (to: To) => Promise<Shown>) => server.post(path, signedIn(answer));

  view('/account', async (to) => ({ page: await account(to) }));

  deed('/account/email', async (to) => {
    const { email = '', password } = to.fields;
    await call(to, 'setEmail', { email, ...(password !== undefined && { password }) });
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
    return { page: setUp(started) };
  });

  deed('/account/second-factor/confirm', async (to) => {
    const { code = '', secret = '', uri = '' } = to.fields;
    try {
      const { recoveryCodes } = (await call(to, 'confirmSecondFactor', { code })) as {
        readonly recoveryCodes: readonly string[];
      }; // as above
      return { page: await account(to, { news: codesOnce(recoveryCodes) }) };
    } catch (error) {
      const { sentence, status } = said(error);
      return { page: setUp({ secret, uri, wrong: sentence }), status };
    }
  });

  deed('/account/second-factor/remove', async (to) => {
    const { password } = to.fields;
    await call(to, 'removeSecondFactor', password === undefined ? {} : { password });
    return { goTo: '/account' };
  });

  deed('/account/passkeys', async (to) => {
    const { label = '', response = '' } = to.fields;
    await call(to, 'addPasskey', { label, response });
    return { goTo: '/account' };
  });

  deed('/account/passkeys/remove', async (to) => {
    await call(to, 'removePasskey', { id: to.fields['id'] ?? '' });
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
    await ports.letOut(to.reply);
    return { goTo: '/sign-in' };
  });
};

const codesOnce = (codes: readonly string[]): Html => html`<div class="good" role="status">
<p>The second factor is set. Keep these codes where you find them without your device; each works once:</p>
<ul>${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul></div>`;
