import { circuitBreaker, ConsecutiveBreaker, handleWhen } from 'cockatiel';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Limiters } from '#platform/layers/rate-limit';
import type { Logger } from '#platform/observability/logger';

/** Counts in the memory of this process. */
export const inMemory: Limiters = (keyPrefix, { points, seconds }) =>
  new RateLimiterMemory({ keyPrefix, points, duration: seconds });

/** Milliseconds after which a Redis that did not answer is asked again. */
const pause = 5_000;

/** Counts in Redis, for all processes together; while Redis does not answer, each process counts for itself. */
export const inRedis = (storeClient: Redis, log: Logger): Limiters => {
  const circuit = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: pause, breaker: new ConsecutiveBreaker(1) });
  circuit.onBreak((reason) =>
    log.warn({ err: 'error' in reason ? reason.error : undefined }, 'Redis does not answer: calls are counted in memory.'),
  );
  circuit.onReset(() => log.info({}, 'Redis answers again.'));
  return (name, rate) => {
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
};

const isOutage = (reason: unknown): boolean => !(reason instanceof RateLimiterRes);
