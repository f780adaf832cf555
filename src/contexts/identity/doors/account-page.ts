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
type OutsideAccount = { readonly issuer: string; readonly subject: string };
type Session = { readonly id: string; readonly agent?: string; readonly seenAt: string };

export type Told = {
  readonly me: Me;
  readonly sessions: readonly Session[];
  readonly passkeys: readonly Passkey[];
  readonly consents: readonly Consent[];
  readonly outside: readonly OutsideAccount[];
  readonly wrong?: string | undefined;
  readonly news?: Html | undefined;
};

/** What people see and may change of their own account. */
export const accountPage = ({ me, sessions, passkeys, consents, outside, wrong, news }: Told): string =>
  page(
    me.name ?? me.email ?? 'Your account',
    html`${alert(wrong ?? me.limitedBy)}${news}
<p>${me.roles.join(', ')} in ${me.workspace.name ?? me.workspace.id}${me.email !== undefined && html` · ${me.email}`} · <a href="/docs">The API</a></p>
${fold(
  'Change your name',
  html`<form method="post" action="/account/name">
${field({ name: 'name', label: 'Your name', autocomplete: 'name', value: me.name })}
<button class="quiet">Set the name</button>
</form>`,
)}
${fold(
  me.email === undefined ? 'Say with which address you sign in' : 'Change the address that you sign in with',
  html`<form method="post" action="/account/email">
${field({ name: 'email', label: 'E-mail', type: 'email', autocomplete: 'username', value: me.email })}
${me.hasPassword && field({ name: 'password', id: 'email-password', label: 'Your password', type: 'password', autocomplete: 'current-password' })}
<button class="quiet">Set the address</button>
</form>`,
)}
${
  me.email !== undefined &&
  fold(
    me.hasPassword ? 'Change your password' : 'Set a password',
    html`<form method="post" action="/account/password">
${me.hasPassword && field({ name: 'present', id: 'present-password', label: 'Present password', type: 'password', autocomplete: 'current-password' })}
${field({ name: 'password', id: 'new-password', label: 'New password', type: 'password', autocomplete: 'new-password', hint: 'Ten characters at least.' })}
<button class="quiet">Set the password</button>
</form>`,
  )
}
<h2>Second factor</h2>
${secondFactor(me)}
<h2>Passkeys</h2>
${listed(
  passkeys,
  ({ id, label, createdAt }, index) => html`${label}, since ${createdAt.slice(0, 10)}
${fold(
  'Remove it',
  html`<form method="post" action="/account/passkeys/remove">${hidden({ id })}${factorFields(me, `passkey-${index}`)}
<button class="quiet">Remove the passkey</button></form>`,
)}`,
)}
${fold('Add a passkey', passkeyForm('create', {}, me.hasPassword))}
${
  outside.length > 0 &&
  html`<h2>Accounts elsewhere that sign you in</h2>
${listed(
  outside,
  ({ issuer, subject }) => html`${subject} at ${issuer}
<form method="post" action="/account/outside/remove">${hidden({ issuer, subject })}<button class="quiet">Remove</button></form>`,
)}`
}
${
  consents.length > 0 &&
  html`<h2>Programs that act for you</h2>
${listed(
  consents,
  ({ client, label, scopes, until }) => html`${label}: ${scopes.map(inWords).join(', ')}; until ${until.slice(0, 10)}
<form method="post" action="/account/end-clients">${hidden({ client })}<button class="quiet">End it</button></form>`,
)}
<form method="post" action="/account/end-clients"><button class="quiet">End all programs</button></form>`
}
<h2>Where you are signed in</h2>
${listed(
  sessions,
  ({
    id,
    agent,
    seenAt,
  }) => html`${agent === undefined ? 'An unnamed browser' : browserIn(agent)}, last seen ${seenAt.slice(0, 10)}
<form method="post" action="/account/end-session">${hidden({ id })}<button class="quiet">End it</button></form>`,
)}
<form method="post" action="/account/sign-out-everywhere"><button class="quiet">Sign out everywhere</button></form>
<form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );

/** A form that stays out of sight until it is wanted. */
const fold = (what: string, form: Html): Html => html`<details><summary>${what}</summary>${form}</details>`;

const listed = <Item>(items: readonly Item[], show: (item: Item, index: number) => Html): Html | undefined =>
  items.length === 0 ? undefined : html`<ul>${items.map((item, index) => html`<li>${show(item, index)}</li>`)}</ul>`;

/** What is asked for again before a factor is removed. */
const factorFields = ({ hasPassword, hasSecondFactor }: Me, id: string): readonly Html[] => [
  ...(hasPassword
    ? [
        field({
          name: 'password',
          id: `${id}-password`,
          label: 'Your password, to remove it',
          type: 'password',
          autocomplete: 'current-password',
        }),
      ]
    : []),
  ...(hasSecondFactor
    ? [
        field({
          name: 'code',
          id: `${id}-code`,
          label: 'A code of your authenticator app, or a recovery code',
          autocomplete: 'one-time-code',
        }),
      ]
    : []),
];

const secondFactor = (me: Me): Html =>
  me.hasSecondFactor
    ? html`<p>Codes from your authenticator app are asked for.</p>
${fold(
  'Remove it',
  html`<form method="post" action="/account/second-factor/remove">
${factorFields(me, 'factor')}
<button class="quiet">Remove the second factor</button>
</form>`,
)}`
    : fold(
        'Ask for codes from an authenticator app',
        html`<form method="post" action="/account/second-factor">
${me.hasPassword && field({ name: 'password', id: 'factor-password', label: 'Your password, to set one up', type: 'password', autocomplete: 'current-password' })}
<button class="quiet">Set up an authenticator app</button></form>`,
      );

/** The key for an authenticator app, and the field for its first code. */
export const authenticatorPage = ({
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

/** Recovery codes, told once. */
export const codesOnce = (codes: readonly string[]): Html => html`<div class="good" role="status">
<p>The second factor is set. Keep these codes where you find them without your device; each works once:</p>
<ul>${codes.map((code) => html`<li><code>${code}</code></li>`)}</ul></div>`;

/** Where the link in a letter to a new address leads. Looking at it confirms nothing: programs that read mail look at links. */
export const addressPage = ({ ticket, workspace }: Readonly<Record<string, string | undefined>>): string =>
  page(
    'Confirm the address',
    html`<p>From then on you sign in with the address that the letter went to.</p>
<form method="post" action="/address">${hidden({ ticket, workspace })}<button>Confirm the address</button></form>`,
  );

export const letterSent = (email: string): Html =>
  html`<p class="good" role="status">A letter is on its way to ${email}. Its link works once, within an hour.</p>`;
