import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Provider } from 'oidc-provider';
import type { DoorPorts } from '#platform/door';
import type { Ports } from '#platform/feature';
import type { ServicePorts } from '#platform/service';
import type { Identity } from '#platform/token';
import { readSigningKeys } from '../oauth/keys.ts';
import { paths } from '../oauth/paths.ts';
import type { World } from '../ports.ts';
import { caller } from './form.ts';

export type OpenProvider = () => Promise<Provider>;

/** Milliseconds after which the keys are read again: another process may have made a new one. */
const keysKept = 60_000;

/** The provider, made at the first request, and anew when the signing keys have changed. */
export const providerOf = (
  { secrets }: World,
  as: Promise<ServicePorts['as']>,
  whoSent: (request: IncomingMessage) => Identity | undefined,
): OpenProvider => {
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
    made = { provider: createProvider({ issuer: url(), keys, secrets, sql, now, personal, whoSent }), kids, at };
    return made.provider;
  };
};

/** Hands over to the provider what is its own: discovery, tokens, keys, device codes, logout. */
export const oauthRoutes = (
  server: FastifyInstance,
  ports: DoorPorts,
  {
    open,
    remember,
  }: { readonly open: OpenProvider; readonly remember: (request: IncomingMessage, identity: Identity | undefined) => void },
): void => {
  const hand = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const provider = await open();
    const identity = await ports.whoIs(request).catch(() => undefined);
    remember(request.raw, identity);
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
    await ports.letOut(reply);
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
