import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { cutUnread } from './unread.ts';

const long = 'x'.repeat(30 * 1024 * 1024);

/** A server that cuts who reads nothing for some milliseconds, and a way to ask it for a long answer. */
const cuttingAfter = async (most: number) => {
  const server = fastify();
  cutUnread(server, wait, most);
  server.get('/', () => long);
  await server.listen({ port: 0, host: '127.0.0.1' });
  afterAll(() => server.close());
  const { port } = server.server.address() as AddressInfo; // it listens
  return {
    ask: () => {
      const socket = connect(port, '127.0.0.1', () => socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
      return socket.on('error', () => undefined);
    },
    connections: () => new Promise<number>((resolve) => server.server.getConnections((_, count) => resolve(count))),
  };
};
const hasty = await cuttingAfter(400);
const patient = await cuttingAfter(5_000);

test('a client that takes nothing of its answer is cut', async () => {
  const { ask, connections } = hasty;
  const socket = ask().pause();
  while ((await connections()) === 0) await wait(5);
  const began = performance.now();
  while ((await connections()) > 0) await wait(20);
  expect(performance.now() - began).toBeGreaterThan(300);
  expect(performance.now() - began).toBeLessThan(5_000);
  socket.destroy();
});

test('a client that reads slowly gets all of it', { timeout: 20_000 }, async () => {
  const socket = patient.ask();
  let read = 0;
  const ended = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      read += chunk.length;
      if (read >= long.length) return resolve();
      if (read % 7 === 0) return;
      socket.pause();
      setTimeout(() => socket.resume(), 2);
    });
    socket.once('close', () => resolve());
  });
  await ended;
  expect(read).toBeGreaterThanOrEqual(long.length);
  socket.destroy();
});
