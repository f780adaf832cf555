import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { valid } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Feature } from '#platform/feature';
import { clientKey, peerKey } from '#platform/layers/client-key';
import { limits } from '#platform/limits';
import type { Notes, Runtime } from '#platform/runtime';
import { answer, tellNotes } from './answer.ts';
import { malformed, wrongMediaType } from './fastify-errors.ts';
import { inputReader } from './input.ts';
import { readJson } from './json-body.ts';
import { streamBody } from './stream-body.ts';

/** One operation of the API: where it stands and what runs. */
export type Operation = {
  readonly method: string;
  readonly url: string;
  readonly feature: Feature;
  /** The same feature with its internal fields. */
  readonly forPeers?: Feature;
};

/** Every route of every context, as the tables say. */
export const operationsOf = ({ contexts }: Pick<Runtime, 'contexts'>): readonly Operation[] =>
  contexts.flatMap(({ rest }) =>
    Object.entries(rest).map(([route, feature]) => {
      const [method = '', path = ''] = route.split(' ');
      return { method, url: `/api${path}`, feature };
    }),
  );

export const addRoutes = async (server: FastifyInstance, runtime: Runtime): Promise<void> => {
  const calls = runtime.forPeers.map((forPeers) => ({
    method: 'POST',
    url: `/api/call/${forPeers.name}`,
    feature: runtime.find(forPeers.name) ?? forPeers,
    forPeers,
  }));
  const operations = [...operationsOf(runtime), ...calls];
  readJson(server);
  for (const operation of operations.filter(({ feature }) => !feature.stream)) server.route(routeOf(operation, runtime));
  // A scope of its own, whose only body is a stream that nobody has read yet.
  await server.register(async (streams) => {
    streams.removeAllContentTypeParsers();
    streams.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    for (const operation of operations.filter(({ feature }) => feature.stream)) streams.route(routeOf(operation, runtime));
  });
};

const routeOf = ({ method, url, feature, forPeers }: Operation, runtime: Runtime): RouteOptions => {
  const read = inputReader(feature);
  const bytes = feature.bytes ?? (feature.stream ? limits.stream : limits.body);
  return {
    method,
    url,
    bodyLimit: bytes,
    config: { internal: !feature.public, peers: forPeers !== undefined },
    handler: async (request, reply) => {
      const caller = callerOf(feature, request, reply);
      const notes: Notes = {};
      const passage = feature.stream ? { caller, notes, body: bodyOf(request, feature.stream, bytes) } : { caller, notes };
      const output = await runtime.execute((caller.peer && forPeers) ?? feature, read(request), passage).finally(() => {
        tellNotes(reply, notes);
        // The rest of the body is not read: who sends it on would keep the connection, and never notice.
        if (!request.raw.complete) reply.header('connection', 'close');
      });
      return answer(feature, output, { request, reply });
    },
  };
};

const callerOf = ({ kind }: Feature, request: FastifyRequest, reply: FastifyReply): Caller => {
  const { headers, identity } = request;
  const caller = {
    ...identity,
    correlation: request.id,
    address: request.ip,
    ...(typeof headers['traceparent'] === 'string' && { trace: headers['traceparent'] }),
    ...(typeof headers['almanac-export'] === 'string' && { exports: kindOfFile(headers['almanac-export']) }),
  };
  if (kind === 'query') return { ...caller, signal: goneSignal(reply) };
  const key = headers['idempotency-key'];
  if (key === undefined) return caller;
  return { ...caller, key: (identity.peer ? peerKey : clientKey)(Array.isArray(key) ? key.join() : key) };
};

/** What a client says that it makes of the answer: `csv`, `xlsx`, `jsonl`. */
const kindOfFile = (text: string): string => {
  valid(/^[a-z0-9]{1,10}$/.test(text), 'http.bad-export', 'Almanac-Export is the kind of a file, such as csv.');
  return text;
};

const bodyOf = (request: FastifyRequest, type: string, bytes: number) => {
  const given = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (given !== type) throw wrongMediaType(type);
  if (!(request.body instanceof Readable)) throw malformed('A body is missing.');
  return streamBody(request.body, request.headers['content-encoding'], bytes);
};

// Not fastify's `request.signal`: that also aborts when a body has been read to its end.
const goneSignal = ({ raw }: FastifyReply): AbortSignal => {
  const gone = new AbortController();
  raw.once('close', () => raw.writableFinished || gone.abort());
  return gone.signal;
};
