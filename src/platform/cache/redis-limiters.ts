import { circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { inMemory } from '#platform/cache/memory-limiters';
import { openRedis } from '#platform/cache/redis';
import type { Limiters } from '#platform/layers/rate-limit';
import type { Logger } from '#platform/observability/logger';

/** Milliseconds after which a Redis that did not answer is asked again. */
const pause = 5_000;

type SharedLimiters = {
  readonly limiters: Limiters;
  /** Rejects while Redis does not answer. */
  readonly ping: () => Promise<unknown>;
  readonly close: () => void;
};

/** Counts in Redis, for all processes together; while Redis does not answer, each process counts for itself. */
export const inRedis = (url: string, log: Logger): SharedLimiters => {
  const storeClient = openRedis(url);
  const circuit = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: pause, breaker: new ConsecutiveBreaker(1) });
  circuit.onBreak((reason) =>
    log.warn({ err: 'error' in reason ? reason.error : undefined }, 'Redis does not answer: calls are counted in memory.'),
  );
  circuit.onReset(() => log.info({}, 'Redis answers again.'));
  const limiters: Limiters = (name, rate) => {
    const near = inMemory(name, rate);
    const far = new RateLimiterRedis({
      storeClient,
      keyPrefix: `almanac:rate:${name}`,
      points: rate.points,
      duration: rate.seconds,
    });
    return {
      consume: (key) =>
        circuit
          .execute(() => far.consume(key))
          .catch((reason: unknown) => {
            if (isOutage(reason)) return near.consume(key);
            throw reason; // the limit is reached
          }),
    };
  };
  return { limiters, ping: () => storeClient.ping(), close: () => storeClient.disconnect() };
};

const isOutage = (reason: unknown): boolean => !(reason instanceof RateLimiterRes);
