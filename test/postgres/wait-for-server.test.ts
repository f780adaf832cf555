import { expect, inject, test } from 'vitest';
import type { Connection } from '#platform/postgres/connection';
import { waitForServer } from '#platform/postgres/wait-for-server';
import { relayTo } from './relay.ts';

const embedded = (): Connection => {
  const server = inject('servers').embedded;
  if (!server) throw new Error('The embedded server is not there.');
  return server.connection;
};

const attempt = (url: string, patienceMs?: number) => {
  const lines: string[] = [];
  const { promise: waiting, resolve } = Promise.withResolvers<void>();
  const done = waitForServer(url, {
    warn: (line) => {
      lines.push(line);
      resolve();
    },
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  return { done, waiting, lines };
};

test('a start waits for a server that does not listen yet, and says so', async () => {
  const relay = await relayTo(embedded());
  const { done, waiting, lines } = attempt(relay.url());
  await waiting;
  await relay.open();
  await done;
  expect(lines[0]).toMatch(/^Waiting for the database at 127\.0\.0\.1:\d+: ECONNREFUSED$/);
});

test('a start waits for a server that is starting up', async () => {
  const relay = await relayTo(embedded());
  await relay.open({ refusals: 2 });
  const { done, lines } = attempt(relay.url());
  await done;
  expect(lines[0]).toMatch(/^Waiting for the database at 127\.0\.0\.1:\d+: the database system is starting up$/);
});

test('a server that does not come up in time is named in a sentence', async () => {
  const relay = await relayTo(embedded());
  await expect(attempt(relay.url(), 300).done).rejects.toThrow(
    /^The database at 127\.0\.0\.1:\d+ has not accepted a connection for 0\.3 seconds: ECONNREFUSED\. Start it, or correct DATABASE_URL\.$/,
  );
});

test.each([
  [{ password: 'wrong' }, 'refuses the user “almanac”: password authentication failed'],
  [{ user: 'nobody-here' }, 'refuses the user “nobody-here”: password authentication failed'],
  [{ database: 'nowhere' }, 'has no database “nowhere”. Create it'],
  [{ host: 'nosuch.invalid' }, 'There is no host “nosuch.invalid”'],
])('what waiting does not change fails at once: %o', async (overrides, sentence) => {
  const relay = await relayTo(embedded());
  await relay.open();
  const { done, lines } = attempt(relay.url(overrides));
  await expect(done).rejects.toThrow(sentence);
  expect(lines).toEqual([]);
});
