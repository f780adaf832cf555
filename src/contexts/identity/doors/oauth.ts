import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { DoorPorts } from '#platform/door';
import type { Ports } from '#platform/feature';
import type { ServicePorts } from '#platform/service';
import type { Identity } from '#platform/token';
import { accountId } from '../oauth/account-id.ts';
import { readSigningKeys } from '../oauth/keys.ts';
import { paths } from '../oauth/paths.ts';
import type { Sender } from '../oauth/provider.ts';
import type { Attempt, World } from '../ports.ts';
import { browserOnly, caller, isFromBrowser, said } from './form.ts';
import { alert, html, page } from './html.ts';

/** An attempt at the codes that devices show. */
const guessBy = ({ identity, address = '' }: Sender): Attempt => ({
  address,
  account: `${identity === undefined ? '' : accountId(identity)} device codes`,
  browser: undefined,
});

export type OpenProvider = () => Promise<Provider>;

/** Milliseconds after which the keys are read again: another process may have made a new one. */
const keysKept = 60_000;

/** The provider, made at the first request, and anew when the signing keys have changed. */
export const providerOf = (
  { secrets, attempts }: World,
  as: Promise<ServicePorts['as']>,
  senderOf: (request: IncomingMessage) => Sender,
): OpenProvider => {
  const typed = (request: IncomingMessage, isRight: boolean) =>
    attempts[isRight ? 'succeeded' : 'failed'](guessBy(senderOf(request)));
  let made: { readonly provider: Provider; readonly kids: string; readonly at: number } | undefined;
  return async () => {
    const installation = (await as)({ tenant: 'installation', actor: 'identity.oauth' });
    const at = installation.now().getTime();
    if (made && Math.abs(at - made.at) < keysKept) return made.provider;
    const keys = await readSigningKeys(installation);
    const kids = keys.tokens.map(({ kid }) => String(kid)).join();
    if (made?.kids === kids) {
      made = { ...made, at };
      return made.provider;
    }
    const [ports, { createProvider }] = await Promise.all([as, import('../oauth/provider.ts')]); // a third of a second, which a start can do without
    const personal = (tenant: string): Ports['personal'] => ports({ tenant, actor: 'identity.oauth' }).personal;
    const { sql, now, url } = installation;
    made = { provider: createProvider({ issuer: url(), keys, secrets, sql, now, personal, senderOf, typed }), kids, at };
    return made.provider;
  };
};

type OauthParts = {
  readonly open: OpenProvider;
  readonly remember: (request: IncomingMessage, sender: Sender) => void;
  readonly attempts: World['attempts'];
};

/** Where a person decides: no key and no token counts there. */
const pagesForPeople = [paths.authorization, paths.code_verification, paths.end_session];

/** Below the page of user codes lies where a device asks for one, signed as its client. */
const isForDevices = ({ routeOptions }: FastifyRequest): boolean =>
  routeOptions.url?.startsWith(paths.device_authorization) ?? false;

const send = (reply: FastifyReply, text: string, status: number): void =>
  void reply.code(status).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(text);

/** Hands over to the provider what is its own: discovery, tokens, keys, device codes, logout. */
export const oauthRoutes = (server: FastifyInstance, ports: DoorPorts, { open, remember, attempts }: OauthParts): void => {
  const hand = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const provider = await open();
    const isForPeople = pagesForPeople.some((path) => request.routeOptions.url?.startsWith(path) && !isForDevices(request));
    if (isForPeople && request.headers.authorization !== undefined) return send(reply, browserOnly, 403);
    const known = await ports.whoIs(request).catch(() => undefined);
    const identity = isFromBrowser(request, known) ? known : undefined;
    const agent = request.headers['user-agent']?.slice(0, 200);
    const sender = { ...(identity && { identity }), address: request.ip, ...(agent !== undefined && { agent }) };
    remember(request.raw, sender);
    if (request.routeOptions.url === paths.code_verification) {
      if (identity === undefined)
        return void reply.header('cache-control', 'no-store').redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
      try {
        if (request.method === 'POST') await attempts.take(guessBy(sender));
      } catch (error) {
        const { sentence, status } = said(error);
        return send(reply, page('Let a device in', alert(sentence) ?? html``), status);
      }
    }
    asThePublicSees(request, provider.issuer);
    reply.hijack();
    for (const [name, value] of Object.entries(reply.getHeaders())) if (value !== undefined) reply.raw.setHeader(name, value);
    if (request.url.startsWith(`${paths.end_session}/`) && request.method === 'POST')
      await endOurSession(request, reply, identity);
    await provider.callback()(request.raw, reply.raw);
  };

  /** Signing out there is signing out here. */
  const endOurSession = async (request: FastifyRequest, reply: FastifyReply, identity: Identity | undefined): Promise<void> => {
    const session = ports.secretOf(request);
    if (identity === undefined || session === undefined) return;
    await ports.call('identity.signOut', { session }, caller(request, identity));
    ports.letOut(reply);
    reply.raw.appendHeader('set-cookie', [reply.getHeader('set-cookie') ?? []].flat().map(String));
  };

  // The provider reads bodies itself.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, _payload, done) => done(null));
  for (const url of ['/.well-known/openid-configuration', ...Object.values(paths).flatMap((path) => [path, `${path}/*`])])
    server.route({ method: ['GET', 'POST'], url, handler: hand, exposeHeadRoute: false });
};

/** Behind a proxy a request looks other than from outside; how it looks there is in the settings, so no header is believed. */
const asThePublicSees = ({ raw }: FastifyRequest, issuer: string): void => {
  const { protocol, host } = new URL(issuer);
  delete raw.headers['x-forwarded-for'];
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1);
  raw.headers['x-forwarded-host'] = host;
  raw.headers.host = host;
};
