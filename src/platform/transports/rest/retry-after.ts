import type { FastifyInstance } from 'fastify';
import { limits } from '#platform/limits';

/** Says with every 429 and 503, of the API as of pages, after how many seconds to come again: where nothing more is known, soon. */
export const addRetryAfter = (server: FastifyInstance): void => {
  server.addHook('onSend', (_request, reply, payload, done) => {
    const { statusCode } = reply;
    if ((statusCode === 429 || statusCode === 503) && !reply.hasHeader('retry-after'))
      reply.header('retry-after', statusCode === 429 ? limits.wrongTokens.seconds : 1);
    done(null, payload);
  });
};
