import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '#kernel/rejection';
import { nothingThere } from '#platform/public-side';
import { pathOf } from './problem.ts';

/**
 * Answers what no route answers: OPTIONS, 405 with what is allowed, or 404. So are internal features answered to everybody but peers, and
 * both before the body is read, so that nothing tells them apart.
 */
export const answerUnknown = (server: FastifyInstance): void => {
  const known = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method, config }) => {
    if (config?.internal) return;
    const methods = known.get(url) ?? new Set(['OPTIONS']);
    known.set(url, methods);
    for (const one of [method].flat()) methods.add(one.toUpperCase());
  });

  server.addHook('onRequest', async (request, reply) => {
    const isHidden = request.routeOptions.config?.internal && request.identity.peer === undefined;
    if (request.is404 || isHidden) return answer(request, reply);
  });

  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const path = pathOf(request.url);
    const allowed = [...known].filter(([pattern]) => fits(pattern, path)).flatMap(([, methods]) => [...methods]);
    if (allowed.length === 0) throw nothingThere();
    reply.header('allow', [...new Set(allowed)].sort().join(', '));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    throw new Rejection('refused', 'http.no-method', `${request.method} is not possible here.`);
  };
};

const fits = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]))
  );
};
