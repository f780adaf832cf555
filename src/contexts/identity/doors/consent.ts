import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults, Provider } from 'oidc-provider';
import type { DoorPorts } from '#platform/door';
import type { Identity } from '#platform/token';
import { delegable, grantable } from '../domain/authority.ts';
import { accountId } from '../oauth/account-id.ts';
import { deviceInfoIn } from '../oauth/device-info.ts';
import { answering, browserOnly, caller, isFromBrowser, type Shown } from './form.ts';
import { type Html, html, page } from './html.ts';
import type { OpenProvider } from './oauth.ts';
import { inWords } from './words.ts';

type Step = Awaited<ReturnType<Awaited<ReturnType<OpenProvider>>['interactionDetails']>>;

/** The steps in which the provider needs a person: to be signed in, and to agree. */
export const consentPages = (server: FastifyInstance, ports: DoorPorts, open: OpenProvider): void => {
  const step = (answer: (at: Step, who: Identity, request: FastifyRequest, reply: FastifyReply) => Promise<Shown>) =>
    answering(async (request, reply) => {
      const { headers, url } = request;
      if (headers.authorization !== undefined) return { page: browserOnly, status: 403 };
      const identity = await ports.whoIs(request);
      if (!isFromBrowser(request, identity)) return { goTo: `/sign-in?next=${encodeURIComponent(url)}` };
      try {
        return await answer(await (await open()).interactionDetails(request.raw, reply.raw), identity, request, reply);
      } catch (error) {
        if (!(error instanceof Error && error.name === 'SessionNotFound')) throw error; // of oidc-provider
        return {
          page: page('This took too long', html`<p>Go back to the program that sent you here, and begin anew.</p>`),
          status: 404,
        };
      }
    });

  /** Goes on by a link and not by redirection: a browser lets a form lead to this server only, also after redirections. */
  const goOn = async (request: FastifyRequest, reply: FastifyReply, result: InteractionResults): Promise<Shown> => {
    const next = await (await open()).interactionResult(request.raw, reply.raw, result);
    return {
      page: page('Going on', html`<meta http-equiv="refresh" content="0;url=${next}"><p><a href="${next}">Go on</a></p>`),
    };
  };

  server.get(
    '/oauth/step/:uid',
    step(async (at, identity, request, reply) => {
      const { prompt, params, session } = at;
      if (prompt.name === 'login') return goOn(request, reply, { login: { accountId: accountId(identity), remember: false } });
      const client = await (await open()).Client.find(String(params['client_id']));
      const workspace = client?.metadata()['workspace'];
      if (session?.accountId !== accountId(identity) || (workspace !== undefined && workspace !== identity.tenant))
        return goOn(request, reply, { error: 'access_denied', error_description: 'This program belongs to another workspace.' });
      return {
        page: consentPage({
          program: client?.clientName ?? 'A program',
          origin: await originOf(await open(), at),
          scopes: grantable(identity.scopes, scopesIn(params['scope'])),
          held: identity.scopes,
          action: request.url,
        }),
      };
    }),
  );

  server.post(
    '/oauth/step/:uid',
    step(async (at, identity, request, reply) => {
      const { prompt, params, session } = at;
      const isYes = typeof request.body === 'object' && request.body !== null && 'allow' in request.body;
      if (!isYes || prompt.name !== 'consent' || session?.accountId !== accountId(identity))
        return goOn(request, reply, { error: 'access_denied', error_description: 'You have said no.' });
      const client = String(params['client_id']);
      const provider = await open();
      const asked = scopesIn(params['scope']);
      const scopes = grantable(identity.scopes, asked);
      // A grant of its own for each consent: it ends with the session in which it was given.
      const grant = new provider.Grant({ accountId: accountId(identity), clientId: client });
      const { missingOIDCClaims = [] } = prompt.details as { readonly missingOIDCClaims?: string[] }; // what the provider's prompt carries
      grant.addOIDCScope(scopes.join(' '));
      const refused = asked.filter((scope) => !scopes.includes(scope));
      if (refused.length > 0) grant.rejectOIDCScope(refused.join(' '));
      if (missingOIDCClaims.length > 0) grant.addOIDCClaims(missingOIDCClaims);
      const grantId = await grant.save();
      await ports.call('identity.letClientAct', { client, scopes, grant: grantId }, caller(request, identity));
      return goOn(request, reply, { consent: { grantId } });
    }),
  );
};

const scopesIn = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(' ').filter((each) => each !== '') : []);

/** From where a request came, in words. */
const originOf = async (provider: Provider, { deviceCode, params }: Step): Promise<string> => {
  if (deviceCode === undefined) return `You will be sent back to ${placeOf(String(params['redirect_uri']))}.`;
  const code = await provider.DeviceCode.find(deviceCode);
  const { address = 'an unknown address', agent = 'an unknown program' } = deviceInfoIn(code?.deviceInfo);
  return `The request came from the address ${address} (${agent}), with the code that you confirmed.`;
};

const placeOf = (redirect: string): string => (URL.canParse(redirect) ? new URL(redirect).host || redirect : redirect);

const howLong = (scopes: readonly string[]): string =>
  scopes.includes('offline_access')
    ? 'It may do so for ninety days, and for thirty while it does nothing, or until you end this session.'
    : 'It may do so for ten minutes, and then asks again.';

type Consent = {
  readonly program: string;
  readonly origin: string;
  readonly scopes: readonly string[];
  /** The rights of the person, which `*` stands for. */
  readonly held: readonly string[];
  readonly action: string;
};

const consentPage = ({ program, origin, scopes, held, action }: Consent): string =>
  page(
    'Let it act for you?',
    html`<p><strong>${program}</strong> asks to:</p>
<ul>${scopes.map((scope) => html`<li>${inWords(scope)}${scope === '*' && inDetail(delegable(held))}</li>`)}</ul>
<p>${origin} ${howLong(scopes)} You see and end what programs may do under <a href="/account">your account</a>.</p>
<form method="post" action="${action}">
<button name="allow" value="yes">Allow</button>
<button class="quiet" name="deny" value="yes">Do not allow</button>
</form>`,
  );

const inDetail = (rights: readonly string[]): Html => html`<ul>${rights.map((right) => html`<li>${inWords(right)}</li>`)}</ul>`;
