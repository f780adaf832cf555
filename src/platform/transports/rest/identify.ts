import type { FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Rejection } from '#kernel/rejection';
import { limits } from '#platform/limits';
import { unknownCaller } from '#platform/layers/access';
import { identityBehind, onBehalf } from '#platform/on-behalf';
import type { Identity, Tokens } from '#platform/token';
import { refuseOtherSites, secretIn } from './cookie.ts';

/** Finds out who sends a request, or rejects it. */
export type Identify = (request: FastifyRequest) => Promise<Identity>;

export const identifier = ({ identify }: Tokens): Identify => {
  const { points, seconds } = limits.wrongTokens;
  const wrong = new RateLimiterMemory({ points, duration: seconds });

  return async (request) => {
    const token = tokenOf(request);
    if (token === undefined) throw unknownCaller();
    const identity = await identify(token);
    if (identity?.peer && !request.is404 && !request.routeOptions.config?.peers)
      throw new Rejection('denied', 'access.peer-route', 'A peer token opens calls of features by name only.');
    if (identity) return identityBehind(identity, [request.headers[onBehalf]].flat()[0]);
    const { consumedPoints } = await wrong.penalty(request.ip);
    if (consumedPoints > points)
      throw new Rejection('busy', 'access.too-many', 'Too many wrong tokens came from here. Please wait a minute.');
    throw unknownCaller();
  };
};

/**
 * What a request is signed with: a bearer token, or else the cookie of a browser, which counts only for a page of our own. A bearer
 * with nothing behind it counts as none: that is what the reference page sends beside its cookie.
 */
export const tokenOf = (request: FastifyRequest): string | undefined => {
  const { authorization = '' } = request.headers;
  if (!/^(Bearer)? *$/i.test(authorization)) return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
  const secret = secretIn(request);
  if (secret !== undefined) refuseOtherSites(request);
  return secret;
};
