import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Feature } from '#platform/feature';
import type { Notes } from '#platform/runtime';
import { pathOf } from './problem.ts';
import { etag, isKnown } from './revision.ts';

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

/** Answers a call that went well: status, ETag, Location, body. */
export const answer = (feature: Feature, output: unknown, { request, reply }: Exchange): FastifyReply => {
  const revision = field(output, 'revision');
  if (typeof revision === 'number') {
    const tag = etag(revision);
    reply.header('etag', tag);
    if (feature.kind === 'query' && isKnown(tag, request.headers['if-none-match'])) return reply.code(304).send();
  }
  if (output === undefined || output === null) return reply.code(204).send();
  const { answers = 200 } = feature;
  if (answers === 201 || answers === 202) {
    const id = field(output, 'id');
    if (typeof id === 'string') reply.header('location', `${pathOf(request.url)}/${encodeURIComponent(id)}`);
  }
  // JSON.stringify, not a serialiser made from the schema: that one silently drops what the schema does not name, and it is slower on long texts.
  return reply.code(answers).header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(output));
};

/** Tells what the layers noted: trace, rate, replay. */
export const tellNotes = (reply: FastifyReply, { trace, rate, replayed }: Notes): void => {
  if (trace !== undefined) reply.header('traceparent', trace);
  if (replayed) reply.header('idempotency-replayed', 'true');
  if (rate === undefined) return;
  // draft-ietf-httpapi-ratelimit-headers-10
  reply.header('ratelimit-policy', `"${rate.name}";q=${rate.limit};w=${rate.window}`);
  reply.header('ratelimit', `"${rate.name}";r=${rate.remaining};t=${rate.seconds}`);
  if (rate.remaining === 0) reply.header('retry-after', rate.seconds);
};

const field = (output: unknown, name: 'id' | 'revision'): unknown =>
  typeof output === 'object' && output !== null && name in output ? Reflect.get(output, name) : undefined;
