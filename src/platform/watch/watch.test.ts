import { tmpdir } from 'node:os';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, expect, test } from 'vitest';
import { health } from '#platform/health';
import { createTroubles } from '#platform/log/troubles';
import { metrics } from '#platform/observability/metrics';
import { sqlOn } from '#platform/postgres/sql';
import { watchConditions } from '#platform/watch/conditions';
import { hasRoom } from '#platform/watch/free-space';
import { mailAnswers } from '#platform/watch/mail-answers';
import { startWriteProbe } from '#platform/watch/write-probe';
import { testDatabase } from '#testing/database';

const { pool } = await testDatabase();
const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());
const log = { info: () => undefined, warn: () => undefined, error: () => undefined };

test('what lags and what has stopped are named', async () => {
  const figures = metrics();
  afterAll(figures.close);
  const condition = health();
  const troubles = createTroubles();
  troubles.add('deals.hear', 'The log has another history.');
  troubles.add('stream deal-1', 'Unknown type.');
  const lag = (value: number, labels: Readonly<Record<string, string>>) => ({ value, labels });
  watchConditions(condition, figures, {
    position: async () => 1,
    troubles,
    lags: () => [lag(21, { subscriber: 'graph.index' }), lag(2, { subscriber: 'graph.other' })],
    feedLags: () => [lag(25, { source: 'deals' })],
    sql: sqlOn(pool),
    clock: () => new Date(),
    dataFolder: tmpdir(),
    peers: {},
    ping: undefined,
    smtp: undefined,
  });
  expect(await condition.report()).toMatchObject({
    status: 'degraded',
    checks: {
      subscriptions: { status: 'degraded', reason: 'Not keeping up: graph.index.' },
      history: { status: 'degraded', reason: 'deals.hear: The log has another history. Also: stream deal-1.' },
      feeds: { status: 'degraded', reason: 'Not keeping up: deals.' },
    },
  });
});

test('a disk with too little room is named with what is left', async () => {
  await expect(hasRoom(tmpdir(), 1)).resolves.toBeUndefined();
  await expect(hasRoom(tmpdir(), Number.MAX_SAFE_INTEGER)).rejects.toThrow(/has \d+ MiB left; at least \d+ MiB are needed/);
});

test('without room for an append, no write counts as possible', async () => {
  const room = () => Promise.reject(new Error('The disk is full.'));
  const probe = await startWriteProbe({ pool, room, wait, log });
  await expect(probe.written()).rejects.toThrow('No write has succeeded since the start: The disk is full.');
  await probe.stop();
});

test('a mail server that greets answers, and one that is away does not', async () => {
  const server = new SMTPServer({ authOptional: true });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  await expect(mailAnswers(url)).resolves.toBeUndefined();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  await expect(mailAnswers(url)).rejects.toThrow('The mail server cannot be reached.');
});
