import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Rejection } from '#kernel/rejection';
import { pathOf } from './problem.ts';

/** Answers what no route answers: OPTIONS, 405 with what is allowed, or 404. */
export const answerUnknown = (server: FastifyInstance): void => {
  const known = new Map<string, Set<string>>();
  server.addHook('onRoute', ({ url, method }) => {
    const methods = known.get(url) ?? new Set(['OPTIONS']);
    known.set(url, methods);
    for (const one of [method].flat()) methods.add(one.toUpperCase());
  });

  server.setNotFoundHandler((request: FastifyRequest, reply: FastifyReply) => {
    const path = pathOf(request.url);
    const allowed = [...known].filter(([pattern]) => fits(pattern, path)).flatMap(([, methods]) => [...methods]);
    if (allowed.length === 0)
      throw new Rejection('missing', 'http.no-route', 'There is nothing at this address. /docs shows what there is.');
    reply.header('allow', [...new Set(allowed)].sort().join(', '));
    if (request.method === 'OPTIONS') return reply.code(204).send();
    throw new Rejection('refused', 'http.no-method', `${request.method} is not possible here.`);
  });
};

const fits = (pattern: string, path: string): boolean => {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, at) => (part.startsWith(':') ? given[at] !== '' : part === given[at]))
  );
};
