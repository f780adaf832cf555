import { RateLimiterRes } from 'rate-limiter-flexible';
import { Rejection } from '#kernel/rejection';
import type { Caller } from '#platform/caller';
import type { Feature } from '#platform/feature';
import type { Layer } from '#platform/runtime';

export type Rate = { readonly points: number; readonly seconds: number };

/** Kinds of calls that are counted apart, so that a program that reads much can still write, and heavy work stays rare. */
export type RateClass = 'read' | 'write' | 'heavy';
export type Rates = Readonly<Record<RateClass, Rate>>;

/** Makes a limiter: in the memory of this process, or in one that all processes share. */
export type Limiters = (
  name: string,
  rate: Rate,
) => {
  /** Counts a call; rejects with a `RateLimiterRes` when it is one too many. */
  readonly consume: (key: string) => Promise<RateLimiterRes>;
};

/** Lets each actor make so many calls of a class in a window of so many seconds. */
export const rateLimit = (rates: Rates, limiters: Limiters): Layer => {
  const all = {
    read: limiters('read', rates.read),
    write: limiters('write', rates.write),
    heavy: limiters('heavy', rates.heavy),
  };
  return (next) => async (feature, input, passage) => {
    const name = classOf(feature);
    const { points, seconds } = rates[name];
    const used = await all[name].consume(subjectOf(passage.caller)).catch(spent);
    const left = {
      name,
      limit: points,
      window: seconds,
      remaining: used.remainingPoints,
      seconds: Math.ceil(used.msBeforeNext / 1000),
    };
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

const classOf = ({ kind, heavy }: Feature): RateClass => (heavy ? 'heavy' : kind === 'query' ? 'read' : 'write');

/** Whoever is not known yet is counted by address. */
const subjectOf = ({ tenant, actor, scopes, address = '' }: Caller): string =>
  scopes.length === 0 ? address : `${tenant}/${actor}`;

const spent = (reason: unknown): RateLimiterRes => {
  if (reason instanceof RateLimiterRes) return reason;
  throw reason;
};
