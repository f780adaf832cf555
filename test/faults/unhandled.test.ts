import { join } from 'node:path';
import { expect, test } from 'vitest';
import { signal } from '#platform/living-process';
import { newInstallation } from '#testing/process';
import { asker, until } from './ask.ts';

const here = newInstallation();

test('a rejection that nothing handles is logged and counted, and the server goes on serving', { timeout: 60_000 }, async () => {
  const server = await here.start({ NODE_OPTIONS: `--import=${join(import.meta.dirname, 'reject-on-signal.ts')}` });
  const ask = asker(server.url, here.token());
  const counted = async () => {
    const headers = { authorization: `Bearer ${here.token()}` };
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    return /^almanac_unhandled_rejections_total (\d+)$/m.exec(text)?.[1];
  };
  expect(await counted()).toBe('0');
  signal(server.pid, 'SIGUSR2');
  await until(async () => ((await counted()) === '1' ? true : undefined), 'it is counted', 5_000);
  await until(async () => (server.logged().includes('a planted bug') ? true : undefined), 'it is logged', 5_000);
  expect((await ask('POST', '/api/v2/nodes', { title: 'Still here' })).status).toBe(201);

  signal(server.pid, 'SIGHUP');
  expect(await server.ended, 'An exception that nothing catches still ends the process').toEqual({ code: 1, signal: null });
});
