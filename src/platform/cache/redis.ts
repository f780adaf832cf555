import { Redis } from 'ioredis';

/** Milliseconds after which Redis is taken to be away: nothing that it is used for may make a caller wait longer. */
const patience = 100;

/** A connection to Redis that is never waited for: what it does not answer at once fails, and whoever asked does without. */
export const openRedis = (url: string): Redis => {
  const redis = new Redis(url, {
    connectTimeout: 1_000,
    commandTimeout: patience,
    maxRetriesPerRequest: 0,
    enableOfflineQueue: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 2_000),
  });
  redis.on('error', () => undefined); // whoever uses it finds out, and says so
  return redis;
};
