import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { busyClient } from '../faults/busy-client.ts';
import { shelf } from './rest-shelf.ts';

test('a server that stops under 16 busy clients resets none of their requests', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 2; round++) {
    const app = await startApp([shelf]);
    const url = `${await app.listen()}/api/v2/books`;
    const clients = Array.from({ length: 16 }, () => busyClient({ url, token: app.token, body: { title: 'Walden' } }));
    await Promise.all(clients.map(({ firstAnswer }) => firstAnswer));
    await wait(50);
    await app.close();
    const outcomes = await Promise.all(clients.map(({ done }) => done));
    expect(outcomes.flatMap(({ errors }) => errors)).toEqual([]);
    expect(outcomes.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(16);
  }
});
