import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Layer } from '#platform/runtime';

export type Rate = { readonly points: number; readonly seconds: number };

/** Lets each actor make so many calls in a window of so many seconds. */
export const rateLimit = ({ points, seconds }: Rate): Layer => {
  const limiter = new RateLimiterMemory({ points, duration: seconds });
  return (next) => async (feature, input, passage) => {
    const used = await limiter.consume(subjectOf(passage.caller)).catch(spent);
    const left = { limit: points, remaining: used.remainingPoints, seconds: Math.ceil(used.msBeforeNext / 1000) };
    passage.notes.rate = left;
    if (used.consumedPoints > points)
      throw new Rejection(
        'busy',
        'access.too-many',
        `That were more than ${points} calls in ${seconds} seconds. Please wait ${left.seconds} seconds.`,
      );
    return next(feature, input, passage);
  };
};

/** Whoever is not known yet is counted by address. */
const subjectOf = ({ tenant, actor, scopes, address = '' }: Caller): string =>
  scopes.length === 0 ? address : `${tenant}/${actor}`;

const spent = (reason: unknown): RateLimiterRes => {
  if (reason instanceof RateLimiterRes) return reason;
  throw reason;
};
