import { randomInt } from 'node:crypto';
import { describe, expect, inject, test } from 'vitest';
import { passphrase, startHouse } from '../identity/house.ts';
import { wire } from './wire.ts';

const redisUrl = inject('redis');
/** Somewhere that no other run comes from: Redis remembers. */
const somewhere = () => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;
const wrong = { email: 'ann@example.org', password: 'not the password' };

describe.runIf(redisUrl !== undefined)('with Redis', () => {
  test('two processes count the attempts at an account together, and a good one ends the count', async () => {
    const settings = { redisUrl: redisUrl ?? '' };
    const one = await startHouse([], { settings });
    await one.member('ann@example.org', ['reader']); // before two might send the letter
    const two = await startHouse([], { settings, databaseUrl: one.databaseUrl });
    const [here, there] = [somewhere(), somewhere()];
    const attempt = async (at: typeof one, from: string, password = wrong.password) =>
      (await at.browser(from).post('/sign-in', { ...wrong, password })).status;
    for (const at of [one, two, one, two, one]) expect(await attempt(at, here)).toBe(403);
    expect(await attempt(two, here, passphrase), 'the sixth is good').toBe(303);
    for (const at of [one, two, one, two, one, two]) expect(await attempt(at, here)).toBe(403);
    expect([await attempt(one, here), await attempt(two, here)]).toEqual([429, 429]);
    expect(await attempt(two, there, passphrase), 'and not the one who comes from elsewhere').toBe(303);
  });

  test('while the way to Redis is gone, people come in, and guesses are still counted', async () => {
    const way = await wire(redisUrl ?? '');
    const house = await startHouse([], { settings: { redisUrl: way.url } });
    await house.member('ann@example.org', ['reader']);
    way.silence();
    const from = somewhere();
    expect((await house.browser(from).post('/sign-in', { ...wrong, password: passphrase })).location).toBe('/account');
    const statuses = [];
    for (let count = 0; count < 7; count++) statuses.push((await house.browser(from).post('/sign-in', wrong)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 403, 429]);
  });
});
