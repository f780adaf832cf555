import type { FastifyCorsOptions } from '@fastify/cors';

/** Pages of these origins may call with a token of their own; the cookie stays with pages of this server. */
export const corsFor = (origins: readonly string[]): FastifyCorsOptions => ({
  origin: [...origins],
  credentials: false,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: [
    'almanac-export',
    'authorization',
    'content-type',
    'if-match',
    'if-none-match',
    'idempotency-key',
    'traceparent',
    'x-correlation-id',
  ],
  exposedHeaders: [
    'etag',
    'location',
    'retry-after',
    'ratelimit',
    'ratelimit-policy',
    'traceparent',
    'idempotency-replayed',
    'x-correlation-id',
  ],
  maxAge: 600,
});
