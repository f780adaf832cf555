import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InteractionResults } from 'oidc-provider';
import type { DoorPorts } from '#platform/door';
import type { Identity } from '#platform/token';
import { accountId } from '../oauth/account-id.ts';
import { answering, caller, type Shown } from './form.ts';
import { html, page } from './html.ts';
import type { OpenProvider } from './oauth.ts';
import { inWords } from './words.ts';

type Step = Awaited<ReturnType<Awaited<ReturnType<OpenProvider>>['interactionDetails']>>;

/** The steps in which the provider needs a person: to be signed in, and to agree. */
export const consentPages = (server: FastifyInstance, ports: DoorPorts, open: OpenProvider): void => {
  const step = (answer: (at: Step, who: Identity, request: FastifyRequest, reply: FastifyReply) => Promise<Shown>) =>
    answering(async (request, reply) => {
      const identity = await ports.whoIs(request);
      if (identity === undefined) return { goTo: `/sign-in?next=${encodeURIComponent(request.url)}` };
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
    step(async ({ prompt, params, session }, identity, request, reply) => {
      if (prompt.name === 'login') return goOn(request, reply, { login: { accountId: accountId(identity), remember: false } });
      const client = await (await open()).Client.find(String(params['client_id']));
      const workspace = client?.metadata()['workspace'];
      if (session?.accountId !== accountId(identity) || (workspace !== undefined && workspace !== identity.tenant))
        return goOn(request, reply, { error: 'access_denied', error_description: 'This program belongs to another workspace.' });
      return { page: consentPage(client?.clientName ?? 'A program', scopesIn(params['scope']), request.url) };
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
      const grant =
        (at.grantId === undefined ? undefined : await provider.Grant.find(at.grantId)) ??
        new provider.Grant({ accountId: accountId(identity), clientId: client });
      const { missingOIDCScope = [], missingOIDCClaims = [] } = prompt.details as {
        readonly missingOIDCScope?: string[];
        readonly missingOIDCClaims?: string[];
      }; // what the provider's prompt for consent carries
      if (missingOIDCScope.length > 0) grant.addOIDCScope(missingOIDCScope.join(' '));
      if (missingOIDCClaims.length > 0) grant.addOIDCClaims(missingOIDCClaims);
      await ports.call('identity.letClientAct', { client, scopes: scopesIn(params['scope']) }, caller(request, identity));
      return goOn(request, reply, { consent: { grantId: await grant.save() } });
    }),
  );
};

const scopesIn = (scope: unknown): string[] => (typeof scope === 'string' ? scope.split(' ').filter((each) => each !== '') : []);

const howLong = (scopes: readonly string[]): string =>
  scopes.includes('offline_access')
    ? 'It may do so for ninety days, and for thirty while it does nothing.'
    : 'It may do so for ten minutes, and then asks again.';

const consentPage = (client: string, scopes: readonly string[], action: string): string =>
  page(
    'Let it act for you?',
    html`<p><strong>${client}</strong> asks to:</p>
<ul>${scopes.map((scope) => html`<li>${inWords(scope)}</li>`)}</ul>
<p>${howLong(scopes)} You see and end what programs may do under <a href="/account">your account</a>.</p>
<form method="post" action="${action}">
<button name="allow" value="yes">Allow</button>
<button class="quiet" name="deny" value="yes">Do not allow</button>
</form>`,
  );
