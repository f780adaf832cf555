import cors from '@fastify/cors';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import type { Health } from '#platform/health';
import { limits } from '#platform/limits';
import type { Logger } from '#platform/observability/logger';
import type { Metrics } from '#platform/observability/metrics';
import type { Runtime } from '#platform/runtime';
import type { SignInCodes } from '#platform/sign-in-code';
import type { Identity, Tokens } from '#platform/token';
import { corsFor } from './cors.ts';
import { addDocs } from './docs.ts';
import { addDoors } from './doors.ts';
import { drainConnections } from './drain.ts';
import { translated } from './fastify-errors.ts';
import { addHealth } from './health.ts';
import { identifier } from './identify.ts';
import { openApi } from './openapi.ts';
import { limitPipelining } from './pipelining.ts';
import { problemOf } from './problem.ts';
import { answerRaw } from './raw-errors.ts';
import { addRoutes } from './routes.ts';
import { addRetryAfter } from './retry-after.ts';
import { safeHeaders } from './safe-headers.ts';
import { answerUnknown } from './unknown.ts';
import { cutUnread } from './unread.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Where people reach the server, if that is set. */
    readonly publicOrigin: string | undefined;
  }
  interface FastifyRequest {
    /** Who sends the request; nobody yet on a route that is open to all. */
    identity: Identity;
    /** Why it was refused, if it was. */
    refusal: string | undefined;
  }
  interface FastifyContextConfig {
    /** Answers without a token. */
    readonly open?: boolean;
    /** A call of a feature by name, which peers make too. */
    readonly peers?: boolean;
    /** Answers peers alone. */
    readonly internal?: boolean;
  }
}

export type RestParts = {
  readonly runtime: Runtime;
  readonly tokens: Tokens;
  readonly codes: SignInCodes;
  readonly health: Health;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly newId: () => string;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Where people reach the server, if that is set. */
  readonly url?: string | undefined;
  /** Origins of other web pages that may call. Default none. */
  readonly origins?: readonly string[] | undefined;
  /** Proxies whose word on the client's address counts. Default none. */
  readonly trustedProxies?: readonly string[] | undefined;
};

/** The HTTP door: every context's REST table, the documentation, health and metrics. */
export const restServer = async (parts: RestParts): Promise<FastifyInstance> => {
  const { runtime, tokens, log, newId, url, origins = [], trustedProxies = [] } = parts;
  const safe = await safeHeaders({ isSecure: url?.startsWith('https:') ?? false });
  const server = fastify({
    logger: false, // one line per request, written below, costs a third of fastify's two
    genReqId: ({ headers }) => sane(headers['x-correlation-id']) ?? sane(headers['request-id']) ?? newId(),
    bodyLimit: limits.body,
    requestTimeout: limits.requestTimeout,
    http: { headersTimeout: limits.headersTimeout },
    routerOptions: { maxParamLength: limits.parameter },
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // While stopping, what still arrives on open connections is served: nothing fails because of a restart.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    clientErrorHandler: answerRaw(safe),
  });

  const answerError = (raised: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const error = translated(raised, request.routeOptions.bodyLimit ?? limits.body);
    const problem = problemOf(error, request);
    request.refusal = problem.code;
    if (problem.status >= 500 && problem.kind === undefined)
      log.error(
        { err: error, correlation: request.id, route: request.routeOptions.url, trace: reply.getHeader('traceparent') },
        'A request failed.',
      );
    reply.header('x-correlation-id', request.id);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="almanac"');
    if (problem.status === 413) reply.header('connection', 'close'); // the rest of the body is not read
    return reply
      .code(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  };

  limitPipelining(server); // first of all: a request that waits takes part in nothing
  cutUnread(server, parts.wait);
  if (origins.length > 0) await server.register(cors, corsFor(origins)); // before whoever asks for a token: a preflight has none
  server.decorate('publicOrigin', url);
  const identify = identifier(tokens);
  const nobody: Identity = { tenant: '', actor: '', scopes: [] };
  server.decorateRequest('identity');
  server.decorateRequest('refusal');
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(safe).header('x-correlation-id', request.id);
    request.identity = request.routeOptions.config?.open ? nobody : await identify(request);
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { method, id: correlation, routeOptions, identity, refusal } = request;
    const isDenied = reply.statusCode === 401 || reply.statusCode === 403 || reply.statusCode === 429;
    log[isDenied ? 'warn' : 'info'](
      {
        method,
        route: routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 100) / 100,
        correlation,
        trace: reply.getHeader('traceparent'),
        tenant: identity?.tenant,
        actor: identity?.actor,
        ...(refusal !== undefined && { code: refusal }),
      },
      isDenied ? 'denied' : 'request',
    );
    done();
  });
  server.setErrorHandler(answerError);
  addRetryAfter(server);
  answerUnknown(server);
  drainConnections(server, parts.wait);

  addHealth(server, parts.health);
  server.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await parts.metrics.text()),
  );
  const document = JSON.stringify(openApi(runtime));
  server.get('/openapi.json', async (_request, reply) => reply.type('application/json; charset=utf-8').send(document));
  addDocs(server);
  await addDoors(server, parts);
  await addRoutes(server, runtime);
  return server;
};

/** A correlation id that a client brings goes into logs and events, so it must be short and plain. */
const sane = (id: string | string[] | undefined): string | undefined =>
  typeof id === 'string' && id.length <= limits.correlation && /^[A-Za-z0-9][A-Za-z0-9._:/+=-]*$/.test(id) ? id : undefined;
