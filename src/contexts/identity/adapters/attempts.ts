import type { Redis } from 'ioredis';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { Rejection } from '#kernel/rejection';
import type { Attempt, Attempts } from '../ports.ts';

const minutes = 60;

/** Attempts that are let pass without success. A browser that has signed in before is counted by itself, so that nobody locks its owner out from elsewhere. */
const bounds = {
  /** From one address, at whatever account. */
  address: { points: 40, duration: 15 * minutes },
  /** From one address, at one account. */
  pair: { points: 6, duration: 15 * minutes },
  /** At one account, from all browsers that have never signed in there. */
  account: { points: 60, duration: 60 * minutes },
  /** At one account, from a browser that has. */
  known: { points: 10, duration: 15 * minutes },
} as const;

type Bound = keyof typeof bounds;

type Limiters = Readonly<Record<Bound, RateLimiterAbstract>>;

const each = (limiter: (bound: Bound) => RateLimiterAbstract): Limiters => ({
  address: limiter('address'),
  pair: limiter('pair'),
  account: limiter('account'),
  known: limiter('known'),
});
const near = (keyPrefix: Bound) => new RateLimiterMemory({ ...bounds[keyPrefix], keyPrefix });

/** Counts in memory, each process for itself. */
export const attemptsInMemory = (): Attempts => {
  const limiters = each(near);
  return { ...attemptsIn(async () => limiters), close: async () => undefined };
};

/** Opens a connection to Redis that is never waited for. */
export type OpenRedis = () => Promise<Redis>;

/** Counts in Redis, for all processes together; while it is away, each process for itself. */
export const attemptsInRedis = (openRedis: OpenRedis): Attempts => {
  const open = async () => {
    const storeClient = await openRedis();
    const far = (bound: Bound) =>
      new RateLimiterRedis({
        storeClient,
        ...bounds[bound],
        keyPrefix: `almanac:attempts:${bound}`,
        insuranceLimiter: near(bound),
      });
    return { limiters: each(far), close: () => storeClient.disconnect() };
  };
  let opened: ReturnType<typeof open> | undefined;
  return {
    ...attemptsIn(async () => (await (opened ??= open())).limiters),
    close: async () => (await opened)?.close(),
  };
};

const attemptsIn = (limitersNow: () => Promise<Limiters>): Omit<Attempts, 'close'> => {
  const taken = ({ address, account, browser }: Attempt): readonly (readonly [Bound, string])[] =>
    browser === undefined
      ? [
          ['pair', `${account} ${address}`],
          ['account', account],
        ]
      : [['known', `${account} ${browser}`]];

  return {
    take: async (attempt) => {
      const limiters = await limitersNow();
      const from = attempt.browser === undefined ? await limiters.address.get(attempt.address) : null;
      if (from && from.consumedPoints >= bounds.address.points) throw tooMany(from.msBeforeNext);
      const states = await Promise.all(
        taken(attempt).map(async ([bound, key]) => ({ most: bounds[bound].points, state: await limiters[bound].penalty(key) })),
      );
      const spent = states.filter(({ most, state }) => state.consumedPoints > most);
      if (spent.length > 0) throw tooMany(Math.max(...spent.map(({ state }) => state.msBeforeNext)));
    },
    failed: async ({ address }) => void (await (await limitersNow()).address.penalty(address)),
    succeeded: async (attempt) => {
      const limiters = await limitersNow();
      await Promise.all(
        taken(attempt).map(([bound, key]) => (bound === 'account' ? limiters.account.reward(key) : limiters[bound].delete(key))),
      );
    },
  };
};

const tooMany = (milliseconds: number): Rejection => {
  const left = Math.max(1, Math.ceil(milliseconds / 60_000));
  return new Rejection('busy', 'identity.too-many-attempts', `Too many attempts have failed. Please wait ${left} minutes.`);
};
