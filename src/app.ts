import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { createAccessLog } from '#platform/audit/access-log';
import { auditing } from '#platform/audit/audit';
import { signerOf } from '#platform/audit/note';
import { startBackground } from '#platform/background';
import type { Config } from '#platform/config';
import type { Context } from '#platform/context';
import { openDataFolder } from '#platform/data-folder';
import { openDatabase } from '#platform/database';
import { sayEndedCookies } from '#platform/ended-cookies';
import { followPeers } from '#platform/feed/follow-peers';
import { offered } from '#platform/feed/offered';
import { readFeed } from '#platform/feed/read-feed';
import { resetFeed } from '#platform/feed/reset-feed';
import { health } from '#platform/health';
import { access, alsoAccess } from '#platform/layers/access';
import { idempotency } from '#platform/layers/idempotency';
import { measure } from '#platform/layers/measure';
import { inMemory } from '#platform/cache/memory-limiters';
import { type Rates, rateLimit } from '#platform/layers/rate-limit';
import { origin } from '#platform/layers/origin';
import { policy } from '#platform/layers/policy';
import { redact } from '#platform/layers/redact';
import { timeout } from '#platform/layers/timeout';
import { trace } from '#platform/layers/trace';
import { validate } from '#platform/layers/validate';
import { limits } from '#platform/limits';
import { randomAppendId } from '#platform/log/append-id';
import { type EventLog, openLog } from '#platform/log/log';
import { type ReactOptions, resubmit } from '#platform/log/react';
import { idMaker } from '#platform/new-id';
import { type Logger, logger } from '#platform/observability/logger';
import { type Metrics, metrics } from '#platform/observability/metrics';
import { type Operable, operations } from '#platform/operations';
import { type Engine, type Reached, startEngine, type Until } from '#platform/process/engine';
import { processing } from '#platform/process/operate';
import { ownersToken } from '#platform/owner';
import type { Peers } from '#platform/peer';
import { peerTokenFeatures } from '#platform/peer-token-features';
import { ownMasterKey } from '#platform/personal/master-key';
import { forgetSubject } from '#platform/personal/forget-subject';
import { openPersonalData } from '#platform/personal/personal';
import { migrate } from '#platform/postgres/migrate';
import { sqlOn } from '#platform/postgres/sql';
import { allApplied, migrationsOf } from '#platform/migrations';
import { type Runtime, runtime } from '#platform/runtime';
import { signInCodes } from '#platform/sign-in-code';
import { tokens } from '#platform/token';
import { restServer } from '#platform/transports/rest/server';
import { logChecks } from '#platform/verify/log-checks';
import { verifyPromises } from '#platform/verify/verify-promises';
import { waitUntil } from '#platform/wait-until';
import { watchConditions } from '#platform/watch/conditions';
import { hasRoom, leastRoom } from '#platform/watch/free-space';
import { startWriteProbe } from '#platform/watch/write-probe';

export type AppOptions = {
  readonly contexts: readonly Context[];
  readonly config: Config;
  readonly peers?: Peers;
  /** Contexts that run at these peers, to be offered here too. */
  readonly elsewhere?: readonly Context[];
  readonly clock?: () => Date;
  /** Waits for a time of that clock. */
  readonly until?: Until;
  /** Told of each point at which a process might be interrupted. */
  readonly reached?: Reached;
  readonly log?: Logger;
  readonly rates?: Rates;
  /** Receives the bugs that a call survives. Default: they are logged. */
  readonly onBug?: (bug: Error) => void;
};

export type App = {
  readonly server: FastifyInstance;
  readonly runtime: Runtime;
  readonly metrics: Metrics;
  /** The owner's token. */
  readonly token: string;
  /** Compares memory with the log. Returns the streams that differ. */
  readonly verifyMemory: EventLog['verifyMemory'];
  /** Starts to listen, and tells the command line where. */
  readonly listen: () => Promise<string>;
  /** The path of a link that signs a browser in, once, within ten minutes. */
  readonly signInPath: () => string;
  /** Serves what has come in, then stops everything, in the reverse order of the start. */
  readonly close: () => Promise<void>;
};

/** The composition root: the only place that knows which adapter stands behind which port. */
export const createApp = async ({
  contexts: products,
  config,
  peers = {},
  elsewhere = [],
  clock = () => new Date(),
  until = waitUntil(clock),
  reached = () => undefined,
  log = logger(config.logLevel),
  rates = limits.calls,
  onBug = (bug) => log.error({ err: bug }, 'A bug was found. The call goes on.'),
}: AppOptions): Promise<App> => {
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const folder = openDataFolder(config.dataFolder);
    const database = await openDatabase(config, log);
    closing.push(database.close);
    const { pool, writer, turns, shared } = database;
    const { dataFolder, redisUrl, smtp } = config;
    const sql = sqlOn(pool);
    const processes = products.flatMap((context) => context.processes ?? []);
    const { masterKey: master = ownMasterKey(folder), masterKeyBefore: before } = config;
    const contexts = [...products, processing(processes, () => engine), auditing(signerOf(master.bytes), clock)];
    const migrations = migrationsOf(contexts);
    await migrate(pool, migrations);
    await sayEndedCookies(sql, log);
    const personal = await openPersonalData({ sql, master, ...(before === undefined ? {} : { before }) });

    const newId = idMaker(clock);
    const pause = (milliseconds: number) => wait(milliseconds, undefined, { ref: false });
    const views = contexts.flatMap((context) => context.views);
    const upcasters = Object.assign({}, ...contexts.map((context) => context.upcasters));
    const events = await openLog({
      pool,
      writer,
      turns,
      views,
      upcasters,
      clock,
      newAppendId: randomAppendId,
      wait: pause,
      shared,
      log,
    });
    closing.push(events.stop);

    const figures = metrics();
    closing.push(figures.close);
    const { limiters, ping, close: closeLimiters } = await limitersFor(redisUrl, log);
    closing.push(closeLimiters);
    const accesses = createAccessLog({ as: (caller) => as(caller), now: clock, wait: pause, log });
    closing.push(accesses.flush);
    const layers = [
      trace,
      measure(figures.call),
      rateLimit(rates, limiters),
      origin(personal, log),
      accesses.layer,
      access,
      validate,
      alsoAccess,
      timeout(),
      policy(
        contexts.flatMap(({ judge = [] }) => judge),
        { sql, portsOf: (caller) => core.ports(caller) },
      ),
      redact,
      idempotency(events),
    ];
    const as: ReactOptions['as'] = (caller) => core.ports({ scopes: ['*'], correlation: newId(), ...caller });
    const reactions = contexts.flatMap((context) => context.reactions ?? []);
    const retry: Operable['resubmit'] = async (which) => {
      const reaction = reactions.find(({ name }) => name === which.subscriber);
      return reaction && resubmit(pool, reaction, which, { as, wait: pause });
    };
    const operable = { ...events, resubmit: retry };
    let listening = `http://${config.host}:${config.port}`;
    const url = () => config.url ?? listening;
    const ports = { events: events.events, sql, newId, now: clock, url, personal };
    const stopping = new AbortController();
    const assertions = contexts.flatMap(({ assertForgettable = [] }) => assertForgettable);
    const feed = readFeed(contexts, { ...events, stopping: stopping.signal });
    const checks = [...logChecks, ...contexts.flatMap((context) => context.checks ?? [])];
    // Every process lets its own people in, so no peer has business with that.
    const callable = products.flatMap(({ name, identify }) => (identify === undefined ? [name] : []));
    const forPeers = [feed, resetFeed(peers, events), ...peerTokenFeatures(callable)];
    const operator = [forgetSubject(peers, assertions), ...forPeers, verifyPromises(checks, pause)];
    const all = [...contexts, ...offered(elsewhere, peers), operations(operable, views, operator)];
    const core: Runtime = runtime({ contexts: all, ports, layers, peers, onBug });

    const pausing = { clock, until, wait: pause };
    const engine: Engine = startEngine({ processes, pool, as, ...pausing, reached, shared, ...events, log });
    closing.push(engine.stop);

    const background = await startBackground({ contexts, as, events, sql, wait: pause, log });
    closing.push(background.stop);
    const following = followPeers({ ...events, contexts, peers, newId, wait: pause, log });
    closing.push(following.stop);
    const room = shared ? async () => undefined : () => hasRoom(dataFolder, leastRoom);
    const probe = await startWriteProbe({ pool: database.probe, room, wait: pause, log });
    closing.push(probe.stop);
    const condition = health();
    condition.add('database', () => pool.query(''), { needed: true });
    condition.add('migrations', () => allApplied(sql, migrations), { needed: true });
    condition.add('log', events.checkHistory, { needed: true });
    condition.add('writes', probe.written, { needed: true });
    const watched = { ...events, lags: background.lags, feedLags: following.lags, sql, clock, dataFolder, peers, ping, smtp };
    watchConditions(condition, figures, watched);

    const doorkeeper = tokens({ sql, now: clock, others: contexts.flatMap(({ identify = [] }) => identify) });
    const token = await ownersToken(doorkeeper, folder);
    const codes = signInCodes(clock);
    const server = await restServer({
      runtime: core,
      tokens: doorkeeper,
      codes,
      health: condition,
      metrics: figures,
      log,
      newId,
      wait: pause,
      url: config.url,
      origins: config.origins,
      trustedProxies: config.trustedProxies,
    });
    closing.push(() => server.close());
    closing.push(() => stopping.abort());
    closing.push(condition.stopping);

    return {
      server,
      runtime: core,
      metrics: figures,
      token,
      close,
      verifyMemory: events.verifyMemory,
      signInPath: () => `/sign-in/link?code=${codes.issue()}`,
      listen: async () => {
        listening = await server.listen({ host: config.host, port: config.port }).catch(async (error: unknown) => {
          await close();
          throw error;
        });
        folder.writeServer({ url: listening, pid: process.pid });
        closing.push(folder.removeServer);
        return listening;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Where calls are counted. Who has no Redis does not load what speaks to it. */
const limitersFor = async (redisUrl: string | undefined, log: Logger) =>
  redisUrl === undefined
    ? { limiters: inMemory, ping: undefined, close: () => undefined }
    : (await import('#platform/cache/redis-limiters')).inRedis(redisUrl, log);
