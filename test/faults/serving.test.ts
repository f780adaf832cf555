import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFailed, test } from 'vitest';
import { isAlive, signal } from '#platform/living-process';
import { endOf, newInstallation } from '#testing/process';
import { runs } from '#testing/runs';
import { asker, untilServing } from './ask.ts';
import { busyClient } from './busy-client.ts';
import { keepAliveClient } from './keep-alive.ts';
import { expectWholeLog } from './whole.ts';
import { expectEveryNote, startWriters } from './writers.ts';

const installations = {
  stopping: newInstallation(),
  busy: newInstallation(),
  unended: newInstallation(),
  restarting: newInstallation(),
  cutting: newInstallation(),
  shared: newInstallation(),
  quick: newInstallation(),
  early: newInstallation(),
};

const titles = 'select title from graph.nodes order by title';

test('a server that is told to stop under load answers every request that it took', { timeout: 60_000 }, async () => {
  const here = installations.stopping;
  const failed: string[] = [];
  const acknowledged: string[] = [];
  for (let round = 1; round <= runs({ short: 2, full: 5 }); round++) {
    const server = await here.start();
    const clients = Array.from({ length: 24 }, (_, name) => keepAliveClient(server.url, here.token(), `${round}.${name}`));
    await wait(700);
    const asked = performance.now();
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
    await Promise.all(clients.map(({ done }) => done));
    const answered = clients.flatMap((client) => client.answered);
    expect(answered.filter(({ status }) => status !== 201)).toEqual([]);
    expect(answered.length).toBeGreaterThan(24);
    acknowledged.push(...answered.map(({ title }) => title));
    failed.push(...clients.flatMap((client) => client.failed));
  }
  expect(failed).toEqual([]);
  const server = await here.start();
  const stored = await here.ask<{ readonly title: string }>(titles);
  expect(stored.map(({ title }) => title)).toEqual(acknowledged.toSorted());
  await server.end('SIGTERM');
});

test('SIGTERM under 16 clients that go on until nobody listens resets none of their requests', { timeout: 60_000 }, async () => {
  const here = installations.busy;
  const server = await here.start();
  const target = { url: `${server.url}/api/v2/nodes`, token: here.token(), body: { title: 'Busy' } };
  const clients = Array.from({ length: 16 }, () => busyClient(target));
  await Promise.all(clients.map(({ firstAnswer }) => firstAnswer));
  await wait(200);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  const outcomes = await Promise.all(clients.map(({ done }) => done));
  expect(outcomes.flatMap(({ errors }) => errors)).toEqual([]);
  expect(outcomes.reduce((sum, { answered }) => sum + answered, 0)).toBeGreaterThan(16);
});

test('while the database restarts, requests are answered or told to come again, and no note is lost or wrong', {
  timeout: 90_000,
}, async () => {
  const here = installations.restarting;
  const server = await here.start();
  onTestFailed(() => void process.stderr.write(server.logged().slice(-10_000)));
  const ask = asker(server.url, here.token());
  const writers = startWriters(ask, 12);
  for (const how of ['SIGINT', 'SIGQUIT', 'SIGINT'] as const) {
    await wait(700);
    const before = here.databasePid();
    signal(before, how);
    while (isAlive(before)) await wait(10);
    await untilServing(server.url);
  }
  const served = writers.count();
  await wait(1_000);
  expect(writers.count(), 'It serves again by itself').toBeGreaterThan(served);
  await expectEveryNote(here, ask, await writers.stop());
  await expectWholeLog(here, ask);
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
});

test('a connection cut between commit and answer doubles nothing', { timeout: 90_000 }, async () => {
  const here = installations.cutting;
  const server = await here.start();
  onTestFailed(() => void process.stderr.write(server.logged().slice(-10_000)));
  const ask = asker(server.url, here.token());
  const writers = startWriters(ask, 12);
  let cut = 0;
  for (let round = 0; round < runs({ short: 30, full: 100 }); round++) {
    const [ended] = await here.ask<{ readonly count: number }>(`
      select count(pg_terminate_backend(pid))::int as count from (
        select pid from pg_stat_activity where application_name = '${round % 4 === 0 ? 'almanac' : 'almanac-writer'}' order by random() limit 2
      ) victim`);
    cut += ended?.count ?? 0;
    await wait(20);
  }
  expect(cut).toBeGreaterThan(20);
  await wait(300);
  await expectEveryNote(here, ask, await writers.stop());
  await expectWholeLog(here, ask);
  await server.end('SIGTERM');
});

// These wait more than they work: one for the ten seconds after which a connection is cut.
test.concurrent('a second server on the same data folder says who holds it, and leaves', { timeout: 60_000 }, async ({
  expect,
}) => {
  const here = installations.shared;
  const first = await here.start();
  await expect(here.start()).rejects.toThrow(`is in use by the process ${first.pid}`);
  const second = here.spawn();
  expect(await endOf(second)).toEqual({ code: 1, signal: null });
  await untilServing(first.url);
  await first.end('SIGTERM');
});

test.concurrent('stopped and started again and again, it has everything each time', { timeout: 60_000 }, async ({ expect }) => {
  const here = installations.quick;
  for (let round = 1; round <= runs({ short: 2, full: 5 }); round++) {
    const server = await here.start();
    const ask = asker(server.url, here.token());
    expect((await ask('POST', '/api/v2/nodes', { title: `Round ${round}` })).status).toBe(201);
    expect((await ask('GET', '/api/v2/nodes')).body.items).toHaveLength(round);
    expect(await server.end(round % 2 === 0 ? 'SIGINT' : 'SIGTERM')).toEqual({ code: 0, signal: null });
    expect(existsSync(join(here.folder, 'server.json'))).toBe(false);
  }
});

test.concurrent('a client that never ends its request does not hold up the stop', {
  timeout: 60_000,
}, async ({ expect, onTestFinished }) => {
  const here = installations.unended;
  const server = await here.start();
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  const head = [
    'POST /api/v2/nodes HTTP/1.1',
    'Host: almanac',
    `Authorization: Bearer ${here.token()}`,
    'Content-Type: application/json',
  ];
  socket.write(`${head.join('\r\n')}\r\nContent-Length: 1000\r\n\r\n{"title":`);
  await wait(500);
  const asked = performance.now();
  expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null });
  expect(performance.now() - asked).toBeLessThan(20_000);
});

test('told to stop while it starts, it stops and takes its database along', { timeout: 60_000 }, async () => {
  const here = installations.early;
  for (let round = 0; round < runs({ short: 1, full: 3 }); round++) {
    const server = await here.start();
    expect(await server.end('SIGTERM'), 'As soon as it has said that it is ready').toEqual({ code: 0, signal: null });
  }
  for (const milliseconds of runs({ short: [200, 500, 800], full: [100, 150, 200, 300, 400, 500, 600, 800, 1_000] })) {
    const starting = here.spawn();
    const ended = endOf(starting);
    await wait(milliseconds);
    starting.kill('SIGTERM');
    await ended;
    const file = join(here.folder, 'postgres', 'postmaster.pid');
    for (let look = 0; look < 200 && existsSync(file) && isAlive(here.databasePid()); look++) await wait(20);
    expect(existsSync(file) && isAlive(here.databasePid()), `after ${milliseconds} ms`).toBe(false);
  }
  const server = await here.start();
  await untilServing(server.url);
  await server.end('SIGTERM');
});
