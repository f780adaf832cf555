import { interactionPolicy, Provider } from 'oidc-provider';
import type { IncomingMessage } from 'node:http';
import type { Identity } from '#platform/token';
import type { Ports } from '#platform/feature';
import { everyRight } from '../domain/role.ts';
import type { Secrets } from '../ports.ts';
import { memberById } from '../views/members.ts';
import { accountId, memberIn } from './account-id.ts';
import { artifacts } from './artifacts.ts';
import { type DeviceInfo, deviceInfoIn } from './device-info.ts';
import { commandLine } from './clients.ts';
import type { Keys } from './keys.ts';
import { paths } from './paths.ts';
import { codeConfirmPage, codeInputPage, deviceDonePage, errorPage, logoutPage, signedOutPage } from './pages.ts';

const minutes = 60;
const days = 86_400;
const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

export type ProviderParts = {
  readonly issuer: string;
  readonly keys: Keys;
  readonly secrets: Secrets;
  readonly sql: Ports['sql'];
  readonly now: Ports['now'];
  /** Opens what is sealed in a workspace. */
  readonly personal: (tenant: string) => Ports['personal'];
  readonly senderOf: (request: IncomingMessage) => Sender;
  /** Told of each user code that somebody typed, or that a link carried. */
  readonly typed: (request: IncomingMessage, isRight: boolean) => Promise<void>;
};

/** Where a request comes from. */
export type Sender = {
  /** The person who is signed in in the browser. */
  readonly identity?: Identity;
  readonly address?: string;
  readonly agent?: string;
};

/** The OAuth 2.1 and OpenID Connect provider (oidc-provider): code with PKCE, client credentials, device code; opaque access tokens. */
export const createProvider = ({ issuer, keys, secrets, sql, now, personal, senderOf, typed }: ProviderParts): Provider => {
  const provider = new Provider(issuer, {
    adapter: artifacts({ sql, now }, secrets),
    clients: [commandLine],
    jwks: { keys: [...keys.tokens] },
    cookies: {
      keys: [...keys.cookies],
      names: { session: 'almanac-oauth', interaction: 'almanac-oauth-step', resume: 'almanac-oauth-resume' },
    },
    routes: paths,
    scopes: ['openid', 'offline_access', ...everyRight],
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'] },
    responseTypes: ['code'],
    subjectTypes: ['public'],
    pkce: { required: () => true },
    clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    extraClientMetadata: { properties: ['workspace'] },
    conformIdTokenClaims: true,
    rotateRefreshToken: true,
    clientBasedCORS: () => false,
    issueRefreshToken: async (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') && code.scopes.has('offline_access'),
    ttl: {
      AccessToken: 10 * minutes,
      ClientCredentials: 10 * minutes,
      AuthorizationCode: 1 * minutes,
      DeviceCode: 10 * minutes,
      IdToken: 10 * minutes,
      Interaction: 30 * minutes,
      // Thirty days unused, and ninety in all since the person agreed, as the page for it says.
      RefreshToken: (_ctx, token) =>
        Math.max(1, Math.min(30 * days, (token.iiat ?? seconds(now())) + 90 * days - seconds(now()))),
      Grant: 90 * days,
      Session: 1 * days,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: { enabled: true, logoutSource: logoutPage, postLogoutSuccessSource: signedOutPage },
      deviceFlow: {
        enabled: true,
        deviceInfo: ({ req }): DeviceInfo => {
          const { address, agent } = senderOf(req);
          return { ...(address !== undefined && { address }), ...(agent !== undefined && { agent }) };
        },
        userCodeInputSource: async (ctx, form, out, error) => {
          if (error?.name === 'NotFoundError') await typed(ctx.req, false);
          codeInputPage(ctx, form, out, error);
        },
        userCodeConfirmSource: async (ctx, form, ...[, info, code]: readonly [unknown, unknown, string]) => {
          await typed(ctx.req, true);
          codeConfirmPage(ctx, form, { code, info: deviceInfoIn(info) });
        },
        successSource: deviceDonePage,
      },
    },
    interactions: { url: (_ctx, { uid }) => `/oauth/step/${uid}`, policy: policy(senderOf) },
    renderError: errorPage,
    findAccount: async (_ctx, account) => {
      const of = memberIn(account);
      const member = of && (await memberById(sql, of.tenant, of.member));
      if (of === undefined || member?.status !== 'active') return undefined;
      return {
        accountId: account,
        claims: async () => {
          const told = personal(of.tenant);
          const [name, email] = await Promise.all(
            [member.name, member.email].map(async (sealed) => (sealed === null ? undefined : (await told.open([sealed]))[0])),
          );
          return { sub: account, name, email, email_verified: email === undefined ? undefined : member.confirmed };
        },
      };
    },
  });
  // Requests reach us from a proxy of ours or from this machine; the door has put down how the public sees them.
  provider.proxy = true;
  // What the provider holds of a secret is its hash.
  provider.Client.prototype.compareClientSecret = async function compare(this: { clientSecret?: string }, given: string) {
    return this.clientSecret !== undefined && secrets.hash(given) === this.clientSecret;
  };
  // To a browser without a session its error page for device codes marks one that was never stored, and then fails to store it.
  provider.Session.prototype.persist = async function persistStored() {
    return this.exp === undefined ? '' : this.save(this.exp - seconds(now()));
  };
  return provider;
};

/** The provider's own session counts only while the browser is signed in here, as the same member. */
const policy = (senderOf: ProviderParts['senderOf']) => {
  const { Check, base } = interactionPolicy;
  const prompts = base();
  prompts.get('login')?.checks.add(
    new Check('signed_out', 'End-User is not signed in', 'login_required', (ctx) => {
      const { identity } = senderOf(ctx.req);
      const isSame = identity !== undefined && ctx.oidc.session?.accountId === accountId(identity);
      return isSame ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
    }),
  );
  return prompts;
};
