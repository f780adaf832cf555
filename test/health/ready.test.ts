import { expect, test } from 'vitest';
import { createPool } from '#platform/postgres/pool';
import { startApp } from '#testing/app';
import { until } from '#testing/log';
import { almanac } from '../cli/almanac.ts';

const nowhere = '127.0.0.1:9';
const unreachable = { redisUrl: `redis://${nowhere}`, smtp: `smtp://${nowhere}` };
const peers = { inventory: { url: `http://${nowhere}`, token: 'alm_none' } };

const isPass = (finding: unknown): boolean => JSON.stringify(finding) === '{"status":"pass"}';

const start = async (...options: Parameters<typeof startApp>) => {
  const app = await startApp(...options);
  const pool = createPool(app.databaseUrl, { size: 2, name: 'almanac-test' });
  const isReady = async () => (await app.request('GET', '/health/ready')).status === 200;
  const checks = async () => (await app.request('GET', '/health')).body.checks;
  const close = async () => {
    await pool.end();
    await app.close();
  };
  return { ...app, pool, isReady, checks, close };
};

test.concurrent('a server that can answer is ready, and names its checks', async () => {
  const app = await start();
  const { status, body } = await app.request('GET', '/health');
  expect([status, body.status]).toEqual([200, 'pass']);
  expect(Object.keys(body.checks)).toEqual([
    'database',
    'migrations',
    'log',
    'writes',
    'subscriptions',
    'feeds',
    'history',
    'dead-letters',
    'processes',
    'disk',
  ]);
  await app.close();
});

test.concurrent('a server is unready while the head of the log cannot be locked, and ready again after it', async () => {
  const app = await start();
  const client = await app.pool.connect();
  await client.query('begin');
  await client.query('select from log.head for update');
  await until(async () => !(await app.isReady()), 'the server is unready', 9_000);
  const { body } = await app.request('GET', '/health');
  expect(body).toMatchObject({
    status: 'fail',
    checks: {
      writes: { status: 'fail', reason: expect.stringMatching(/^No write has succeeded for \d+ seconds: .*lock timeout/) },
    },
  });
  await client.query('rollback');
  client.release();
  await until(app.isReady, 'the server is ready', 5_000);
  await app.close();
}, 30_000);

test.concurrent('a hung process makes no other one unready', async () => {
  const app = await start();
  const hung = await app.pool.connect();
  await hung.query('begin');
  await hung.query(`insert into platform.probe (process, at) values ('hung', now())`);
  const written = async () => {
    const { rows } = await app.pool.query(`select max(at) as at from platform.probe where process <> 'hung'`);
    return rows[0].at.getTime();
  };
  const before = await written();
  await until(async () => (await written()) > before, 'the probe has written again', 9_000);
  expect(await app.isReady()).toBe(true);

  hung.release(true);
  await app.close();
}, 30_000);

test.concurrent('what is wrong elsewhere degrades a server by name, with a figure, and it stays ready', async () => {
  const app = await start([], { settings: unreachable, peers });
  await app.pool.query(
    `insert into log.dead_letter values ('shelf.sort', 1, 'home', 'book-1', 'BookAdded', '{}', 'no', now());
     insert into process.instance values ('home', 'shelf.lend', '1', 'forward', true, null, 'no', now(), now());
     insert into process.agenda values ('home', 'shelf.lend', '1', 'call', 'lend', now() - interval '1 hour', 0, 0)`,
  );
  const named = ['dead-letters', 'peers', 'processes', 'redis', 'mail'];
  const degraded = async () => Object.entries(await app.checks()).flatMap(([name, finding]) => (isPass(finding) ? [] : [name]));
  await until(async () => (await degraded()).length >= named.length, 'all are named', 9_000);
  expect((await degraded()).toSorted()).toEqual(named.toSorted());
  const { status, body } = await app.request('GET', '/health/ready');
  expect([status, body.status]).toEqual([200, 'degraded']);
  expect(body.checks).toMatchObject({
    peers: { reason: 'No answer from the process of inventory.' },
    'dead-letters': { reason: expect.stringContaining('1 dead letter:') },
    processes: { reason: expect.stringContaining('1 process waiting for an operator, 1 step overdue') },
    mail: { reason: 'The mail server cannot be reached.' },
  });
  const { text } = await app.request('GET', '/metrics');
  for (const name of named) expect(text).toContain(`almanac_check_passing{check="${name}"} 0`);
  for (const figure of ['dead_letters 1', 'processes_waiting 1', 'process_items_overdue 1'])
    expect(text).toContain(`almanac_${figure}`);
  expect(text).toMatch(/^almanac_data_folder_free_bytes \d+/m);

  const at = { ALMANAC_URL: await app.listen(), ALMANAC_TOKEN: app.token };
  const { code, out } = await almanac(['status'], { env: at });
  expect([code, out]).toEqual([0, expect.stringMatching(/ is degraded: it answers requests, but needs attention$/m)]);
  for (const name of named) expect(out).toMatch(new RegExp(`^ {2}${name}: `, 'm'));
  await app.close();
}, 30_000);
