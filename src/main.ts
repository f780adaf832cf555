import { createApp } from '#app';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { world } from '#identity/adapters/world';
import { identity } from '#identity/context';
import { inventory } from '#inventory/context';
import { BadConfig, readConfig } from '#platform/config';
import type { Context } from '#platform/context';
import { logger } from '#platform/observability/logger';
import { explainStart } from '#platform/start-errors';
import { surviveRejections } from '#platform/unhandled';
import { entranceOf } from './entrance.ts';

const fail = (error: unknown): never => {
  process.stderr.write(`\n  ${explainStart(error)}\n\n`);
  process.exit(1);
};

/** The contexts of these names; identity is always there, because every process lets people in. */
const chosen = (all: readonly Context[], names: readonly string[]): readonly Context[] => {
  const unknown = names.filter((name) => !all.some((context) => context.name === name));
  if (unknown.length > 0)
    throw new BadConfig([`CONTEXTS names ${unknown.join(', ')}. There are: ${all.map(({ name }) => name).join(', ')}.`]);
  return all.filter(({ name }) => names.includes(name));
};

// A database that has been started is stopped by the end of the process, not by a signal that ends it unseen.
const leave = () => process.exit(130);
process.on('SIGINT', leave).on('SIGTERM', leave);

try {
  const config = readConfig(process.env);
  const print = (text: string) => void process.stderr.write(text);
  const { redisUrl } = config;
  const openRedis = redisUrl === undefined ? undefined : async () => (await import('#platform/cache/redis')).openRedis(redisUrl);
  const all = [
    identity(world({ ...config, openRedis }, print)),
    graph,
    discovery(startEngine()),
    customers,
    inventory,
    deals,
    analytics,
  ];
  const { contexts: wanted, peers } = config;
  const contexts = wanted === undefined ? all : chosen(all, ['identity', ...wanted]);
  const started = performance.now();
  const elsewhere = all.filter((context) => !contexts.includes(context));
  const log = logger(config.logLevel);
  const app = await createApp({ contexts, config, elsewhere, log, ...(peers && { peers }) });
  surviveRejections(log, app.metrics);
  const { what, path, term } = await entranceOf(app, config);
  const url = await app.listen();

  const stop = () => {
    // Asked twice at a keyboard: at once. Told twice, as when a launcher passes on what its whole group is told: once is enough.
    process.on('SIGINT', () => process.exit(130)).on('SIGTERM', () => undefined);
    process.off('SIGINT', stop).off('SIGTERM', stop);
    app.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  // The new before the old go: a signal that comes while nobody listens is lost.
  process.once('SIGINT', stop).once('SIGTERM', stop);
  process.off('SIGINT', leave).off('SIGTERM', leave);

  // To the standard error: the standard output carries the log.
  process.stderr.write(`
  Almanac is ready at ${url} (after ${((performance.now() - started) / 1000).toFixed(1)} s)

    ${what.padEnd(16)}${config.url ?? url}${path}
                    ${term}
    your notes      npx almanac import <folder>
    your token      npx almanac token
    data folder     ${config.dataFolder}

  Ctrl-C stops it.
`);
} catch (error) {
  fail(error);
}
