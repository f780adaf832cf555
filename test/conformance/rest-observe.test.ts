import { connect } from 'node:net';
import { text as textOf } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const few = { points: 60, seconds: 30 };
const app = await startApp([shelf], { rates: { read: few, write: few, heavy: few } });
const { request } = app;
const lines = () =>
  app
    .logged()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

test('a sane correlation id is kept, another is replaced, and it comes back always', async () => {
  const ask = async (headers: Readonly<Record<string, string>>, path = '/api/v2/books') =>
    String((await request('GET', path, undefined, headers)).headers['x-correlation-id']);
  expect(await ask({ 'x-correlation-id': 'order-7.a' })).toBe('order-7.a');
  expect(await ask({ 'request-id': 'r-1' })).toBe('r-1');
  expect(await ask({ 'x-correlation-id': 'r-2' }, '/nothing')).toBe('r-2');
  for (const bad of ['<script>', 'a b', 'x'.repeat(200), '-', 'ü'])
    expect(await ask({ 'x-correlation-id': bad })).toMatch(/^[0-9a-f-]{36}$/);
});

test('a trace is continued, and a malformed one replaced', async () => {
  const ask = async (traceparent: string) =>
    String((await request('GET', '/api/v2/books', undefined, { traceparent })).headers['traceparent']);
  const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
  expect(await ask(`00-${trace}-00f067aa0ba902b7-01`)).toMatch(new RegExp(`^00-${trace}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  for (const bad of ['nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])
    expect(await ask(bad)).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  const { headers } = await request('GET', '/api/v2/failures/refused', undefined, {
    traceparent: `00-${trace}-00f067aa0ba902b7-01`,
  });
  expect(headers['traceparent']).toContain(trace);
});

test('each request writes one line that can be found again', async () => {
  await request('GET', '/api/v2/books?limit=3', undefined, { 'x-correlation-id': 'find-me' });
  expect(lines().filter(({ correlation }) => correlation === 'find-me')).toEqual([
    {
      level: 'info',
      time: expect.any(String),
      method: 'GET',
      route: '/api/v2/books',
      status: 200,
      ms: expect.any(Number),
      correlation: 'find-me',
      trace: expect.stringMatching(/^00-/),
      tenant: 'home',
      actor: 'owner',
      msg: 'request',
    },
  ]);
});

test('no token, no code, no search and no text of a note is ever logged or measured', async () => {
  const canary = 'canary-5f2c';
  await request('POST', '/api/v2/books', { title: canary });
  await request('POST', '/api/v2/books', { title: canary, [canary]: 1 });
  await request('POST', '/api/v2/books', `{"title": "${canary}`);
  await request('GET', `/api/v2/books?order=${canary}`);
  await request('GET', `/api/v2/nothing?q=${canary}`);
  await request('GET', `/docs?code=${canary}`);
  await request('GET', '/docs', undefined, { authorization: '', cookie: `almanac=${app.token}` });
  await request('GET', '/docs', undefined, { authorization: `Bearer ${canary}` });
  const told = app.logged() + (await request('GET', '/metrics')).text;
  expect(told).not.toContain(canary);
  expect(told).not.toContain(app.token);
  expect(told).not.toMatch(/alm_/);
});

test('metrics tell how often and how long, by feature and outcome', async () => {
  await request('GET', '/api/v2/failures/refused');
  const { headers, text } = await request('GET', '/metrics');
  expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  expect(text).toMatch(/^almanac_call_duration_seconds_count\{feature="shelf.listBooks",outcome="ok"\} \d+$/m);
  expect(text).toMatch(/^almanac_call_duration_seconds_count\{feature="shelf.fail",outcome="refused"\} \d+$/m);
  expect(text).toMatch(/^# TYPE almanac_call_duration_seconds histogram$/m);
  for (const gauge of ['log_position', 'process_resident_memory_bytes', 'event_loop_delay_p99_seconds'])
    expect(text).toMatch(new RegExp(`^almanac_${gauge} [\\d.e+-]+$`, 'm'));
});

test('health names its parts', async () => {
  expect(await request('GET', '/health')).toMatchObject({
    status: 200,
    body: {
      status: 'pass',
      checks: { database: { status: 'pass' }, migrations: { status: 'pass' }, subscriptions: { status: 'pass' } },
    },
  });
});

test('answers cannot be sniffed, framed or made to load from elsewhere', async () => {
  const { headers } = await request('GET', '/api/v2/books');
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
  });
  expect(headers['x-powered-by']).toBeUndefined();
});

test('what the parser refuses is answered as safely', async () => {
  const { port, hostname } = new URL(await app.listen());
  const socket = connect(Number(port), hostname);
  socket.end('GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n');
  const [head = '', body = ''] = (await textOf(socket)).split('\r\n\r\n');
  expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  for (const line of [
    'x-content-type-options: nosniff',
    'cache-control: no-store',
    "content-security-policy: default-src 'none'",
  ])
    expect(head).toContain(line);
  expect(JSON.parse(body)).toMatchObject({ code: 'http.malformed', status: 400 });
});

test('what is denied stands in a line of its own kind, with the reason and nothing that was sent', async () => {
  const canary = 'canary-9b1e';
  await request('GET', '/api/v2/books', undefined, { authorization: `Bearer ${canary}`, 'x-correlation-id': 'denied-me' });
  expect(lines().filter(({ correlation }) => correlation === 'denied-me')).toMatchObject([
    { level: 'warn', msg: 'denied', status: 401, code: 'access.unknown-caller', route: '/api/v2/books' },
  ]);
  expect(app.logged()).not.toContain(canary);
});

test('calls are counted down, and beyond the limit refused until the window ends', async () => {
  const first = await request('GET', '/api/v2/books');
  expect(first.headers).toMatchObject({
    'ratelimit-policy': '"read";q=60;w=30',
    ratelimit: expect.stringMatching(/^"read";r=\d+;t=\d+$/),
  });
  let last = first;
  for (let count = 0; count < 61; count++) last = await request('GET', '/api/v2/books');
  expect(last).toMatchObject({ status: 429, body: { code: 'access.too-many', kind: 'busy' } });
  expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
});
