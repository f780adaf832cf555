import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { limits } from '#platform/limits';
import { newInstallation } from '#testing/process';
import { runs } from '#testing/runs';
import { asker } from './ask.ts';

const here = newInstallation();
const MiB = 1024 * 1024;

const clients = runs({ short: 100, full: 400 });
const most = 200 * MiB; // also for the short run: a hundred such clients once took 600 MiB

test('clients that send on and never read take little memory, give it back, and hold nobody up', {
  timeout: 120_000,
}, async () => {
  const server = await here.start();
  const ask = asker(server.url, here.token());
  const items = Array.from({ length: 10 }, (_, n) => ({ title: `Note ${n}`, content: 'word '.repeat(200) }));
  await ask('POST', '/api/v2/nodes/bulk', { items });
  const headers = { authorization: `Bearer ${here.token()}` };
  const figures = async () => {
    const text = await (await fetch(`${server.url}/metrics`, { headers })).text();
    const lists = [...text.matchAll(/^almanac_call_duration_seconds_count\{feature="graph.listNodes",.*\} (\d+)$/gm)];
    return {
      memory: Number(/^almanac_process_resident_memory_bytes(?:\{\})? ([\d.e+]+)$/m.exec(text)?.[1]),
      lists: lists.reduce((sum, [, count]) => sum + Number(count), 0),
    };
  };
  const { hostname, port } = new URL(server.url);
  const one = `GET /api/v2/nodes HTTP/1.1\r\nHost: almanac\r\nAuthorization: ${headers.authorization}\r\n\r\n`;
  const wave = async (isReading: boolean) => {
    const { lists } = await figures();
    const send = async () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      await once(isReading ? socket.resume() : socket.pause(), 'connect');
      socket.write(one.repeat(1_000));
      return socket;
    };
    const sockets = await Promise.all(Array.from({ length: clients }, send));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    let [peak, before, now] = [0, 0, await figures()];
    for (let quiet = 0; quiet < 10; quiet = now.lists === before ? quiet + 1 : 0) {
      await wait(100);
      before = now.lists;
      now = await figures();
      peak = Math.max(peak, now.memory);
    }
    for (const socket of sockets) socket.destroy();
    return { peak, asked: now.lists - lists };
  };

  const reading = await wave(true); // what serving so many clients takes anyway
  for (const which of ['first', 'second']) {
    const { peak, asked } = await wave(false);
    expect(asked, 'Requests that had a turn, of a thousand each').toBeGreaterThanOrEqual(clients);
    expect(asked).toBeLessThanOrEqual(clients * (limits.pipelined + 1));
    // The second needs no more than the first, because that gave back what it took.
    expect((peak - reading.peak) / MiB, `MiB more in the ${which} wave`).toBeLessThan(most / MiB);
  }

  const began = performance.now();
  expect((await ask('GET', '/api/v2/nodes')).status).toBe(200);
  expect(performance.now() - began).toBeLessThan(2_000);
});
