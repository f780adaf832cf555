import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tooDeep } from '#platform/validation/sound';
import { malformed, wrongMediaType } from './fastify-errors.ts';
import { isTooDeep } from './too-deep.ts';

/**
 * Reads JSON bodies, once. `__proto__` and `constructor.prototype` are refused; of a key that stands twice the last counts, and
 * since nothing else reads the body, nobody can understand it differently.
 */
export const readJson = (server: FastifyInstance): void => {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
    if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
      return done(wrongMediaType('application/json without Content-Encoding'));
    if (body.length === 0) return done(null, undefined);
    if (!isUtf8(body)) return done(malformed('The body is not UTF-8.'));
    if (isTooDeep(body)) return done(tooDeep());
    void parse(request, body.toString(), (error, value) =>
      error ? done(malformed('The body is not valid JSON.')) : done(null, value),
    );
  });
};
