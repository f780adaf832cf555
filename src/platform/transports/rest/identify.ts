import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Rejection } from '#kernel/rejection';
import { limits } from '#platform/limits';
import { unknownCaller } from '#platform/layers/access';
import type { Identity, Tokens } from '#platform/token';

export const cookieName = 'almanac';

/** Finds out who sends a request, or rejects it. */
export type Identify = (request: FastifyRequest) => Promise<Identity>;

export const identifier = ({ identify }: Tokens): Identify => {
  const { points, seconds } = limits.wrongTokens;
  const wrong = new RateLimiterMemory({ points, duration: seconds });

  return async (request) => {
    const token = tokenOf(request);
    if (token === undefined) throw unknownCaller();
    const identity = await identify(token);
    if (identity) return identity;
    const { consumedPoints } = await wrong.penalty(request.ip);
    if (consumedPoints > points)
      throw new Rejection('busy', 'access.too-many', 'Too many wrong tokens came from here. Please wait a minute.');
    throw unknownCaller();
  };
};

const tokenOf = (request: FastifyRequest): string | undefined => {
  const { authorization } = request.headers;
  if (authorization !== undefined) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  const cookie = cookieOf(request);
  if (cookie === undefined || isReading(request) || isSameOrigin(request)) return cookie;
  throw new Rejection('denied', 'access.other-origin', 'A browser may change things only from a page of this server.');
};

const cookieOf = ({ headers }: FastifyRequest): string | undefined =>
  headers.cookie
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${cookieName}=`))
    ?.slice(cookieName.length + 1);

const isReading = ({ method }: FastifyRequest): boolean => method === 'GET' || method === 'HEAD' || method === 'OPTIONS';

/** Browsers say where a request comes from; a request with a cookie that does not say it is not trusted. */
const isSameOrigin = ({ headers, protocol, host }: FastifyRequest): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  return headers.origin === undefined ? site === 'same-origin' : headers.origin === `${protocol}://${host}`;
};
