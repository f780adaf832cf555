import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Limiters } from '#platform/layers/rate-limit';

/** Counts in the memory of this process. */
export const inMemory: Limiters = (keyPrefix, { points, seconds }) =>
  new RateLimiterMemory({ keyPrefix, points, duration: seconds });
