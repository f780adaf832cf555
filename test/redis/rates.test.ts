import { randomUUID } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startApp } from '#testing/app';
import { shelf } from '../conformance/rest-shelf.ts';
import { wire } from './wire.ts';

const few = { points: 20, seconds: 60 };
const rates = { read: few, write: few, heavy: few };
const reads = async (app: Awaited<ReturnType<typeof startApp>>, count: number, token: string) => {
  const statuses: number[] = [];
  for (let call = 0; call < count; call++)
    statuses.push((await app.request('GET', '/api/v2/books', undefined, { authorization: `Bearer ${token}` })).status);
  return statuses;
};

const redisUrl = inject('redis');

describe.runIf(redisUrl !== undefined)('with Redis', () => {
  test('two processes count the calls of one actor together', async () => {
    const one = await startApp([shelf], { rates, settings: { redisUrl: redisUrl ?? '' } });
    const two = await startApp([shelf], { rates, settings: { redisUrl: redisUrl ?? '' }, databaseUrl: one.databaseUrl });
    const token = await actor(one.databaseUrl);
    expect(new Set([...(await reads(one, 10, token)), ...(await reads(two, 10, token))])).toEqual(new Set([200]));
    expect([...(await reads(one, 1, token)), ...(await reads(two, 1, token))]).toEqual([429, 429]);
  });

  test.each(['cut', 'silence'] as const)('when the way to Redis is gone (%s), calls go on, counted in memory', async (how) => {
    const way = await wire(redisUrl ?? '');
    const app = await startApp([shelf], { rates, settings: { redisUrl: way.url } });
    const token = await actor(app.databaseUrl);
    expect(await reads(app, 2, token)).toEqual([200, 200]);
    if (how === 'cut') way.stop();
    way[how]();
    const started = performance.now();
    const statuses = await reads(app, 25, token);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    expect(statuses.slice(0, 10), 'nobody is refused too early').toEqual(Array.from({ length: 10 }, () => 200));
    expect(statuses.at(-1), 'and the limit still holds').toBe(429);
    expect((performance.now() - started) / 25, 'milliseconds a call').toBeLessThan(50);
    expect(app.logged()).toContain('Redis does not answer');
  });
});

test('where no Redis is, an app starts all the same', async () => {
  const app = await startApp([shelf], { rates, settings: { redisUrl: 'redis://127.0.0.1:9' } });
  expect(new Set(await reads(app, 20, await actor(app.databaseUrl)))).toEqual(new Set([200]));
});

/** The token of an actor whom no other test counts. */
const actor = async (databaseUrl: string): Promise<string> => {
  const pool = createPool(databaseUrl, { size: 1 });
  const identity = { tenant: 'home', actor: `actor-${randomUUID()}`, scopes: ['*'] };
  const token = await tokens({ sql: sqlOn(pool), now: () => new Date() }).issue(identity, 'test');
  await pool.end();
  return token;
};
