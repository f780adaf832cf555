import type { FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '#kernel/rejection';

/** Over TLS the name binds the cookie to this host and to TLS (RFC 6265bis, cookie prefixes); without it no browser would take such a one. */
const names = { secure: '__Host-almanac', plain: 'almanac' } as const;

/** The secret in the cookie that signs requests of a browser. */
export const secretIn = (request: FastifyRequest): string | undefined => cookie(request, nameFor(request));

export const giveSecret = (reply: FastifyReply, secret: string, days: number): void => {
  const secure = isSecure(reply.request) ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${nameFor(reply.request)}=${secret}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${days * 86_400}${secure}`,
  );
};

export const takeSecret = (reply: FastifyReply): void => giveSecret(reply, '', 0);

/** One cookie of a request. */
export const cookie = ({ headers }: FastifyRequest, name: string): string | undefined =>
  headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const nameFor = (request: FastifyRequest): string => (isSecure(request) ? names.secure : names.plain);

/** The origin of our own pages: as it is set, or else as the request says. */
const originOf = ({ server, protocol, host }: FastifyRequest): string => server.publicOrigin ?? `${protocol}://${host}`;

/** Whether the browser speaks to us over TLS, which may end in front of us. */
export const isSecure = (request: FastifyRequest): boolean => originOf(request).startsWith('https:');

/** Refuses what another site has a browser send. Browsers say where a request comes from; one that does not is not trusted. */
export const refuseOtherSites = (request: FastifyRequest): void => {
  if (isReading(request) || isSameOrigin(request)) return;
  throw new Rejection('denied', 'access.other-origin', 'A browser may change things only from a page of this server.');
};

const isReading = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** `Sec-Fetch-Site` is the browser's own word, which no page can forge; where it is not sent, over plain HTTP, the origin has to be ours. */
const isSameOrigin = (request: FastifyRequest): boolean => {
  const { 'sec-fetch-site': site, origin } = request.headers;
  return site === undefined ? origin === originOf(request) : site === 'same-origin';
};
