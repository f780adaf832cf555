import { Agent, request as send } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

test('stopping under load fails no request: what has come in is served, then nobody is let in any more', async () => {
  const app = await startApp([shelf]);
  const url = await app.listen();
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const post = (title: string) =>
    new Promise<number | string>((resolve) => {
      const body = JSON.stringify({ title });
      const headers = {
        authorization: `Bearer ${app.token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      };
      send(`${url}/api/v2/books`, { method: 'POST', agent, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode ?? 0));
      })
        .on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
        .end(body);
    });

  const outcomes: (number | string)[] = [];
  let stopped = false;
  const load = Array.from({ length: 8 }, async () => {
    while (!stopped) outcomes.push(await post('a'));
  });
  while (outcomes.length < 50) await wait(10);
  await app.close();
  stopped = true;
  await Promise.all(load);
  agent.destroy();

  const served = outcomes.filter((outcome) => outcome === 201).length;
  expect(served).toBeGreaterThanOrEqual(50);
  const begun = outcomes.filter((outcome) => outcome !== 'ECONNREFUSED');
  expect(new Set(begun)).toEqual(new Set([201]));
});

test('while it stops, it is alive but not ready', async () => {
  const app = await startApp([shelf]);
  await app.request('GET', '/api/v2/books'); // what a first call makes is there
  const slow = app.request('GET', '/api/v2/failures/slow');
  await wait(50);
  const closing = app.close();
  expect(await slow).toMatchObject({ status: 503, body: { code: 'call.too-slow' } });
  await closing;
  expect(app.logged()).not.toContain('"level":"error"');
});
