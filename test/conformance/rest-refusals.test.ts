import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { startApp } from '#testing/app';
import { givenUp, shelf } from './rest-shelf.ts';

const app = await startApp([shelf]);
const { request } = app;
const post = (body: unknown, headers?: Readonly<Record<string, string>>) => request('POST', '/api/v2/books', body, headers);
const url = new URL(await app.listen());

test('every error is a problem as in RFC 9457', async () => {
  const { status, headers, body } = await request('GET', '/api/v2/failures/refused?x=1', undefined, {
    'x-correlation-id': 'abc-1',
  });
  expect(status).toBe(400);
  expect(headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(body).toMatchObject({
    type: 'urn:almanac:problem:input.unknown-field',
    title: 'Bad Request',
    status: 400,
    instance: '/api/v2/failures/refused',
    correlation: 'abc-1',
  });
});

test.each([
  ['refused', 409, 'shelf.full'],
  ['not-built', 501, 'shelf.not-built'],
  ['slow', 503, 'call.too-slow'],
  ['outage', 503, 'platform.unavailable'],
  ['bug', 500, 'platform.failed'],
  ['sql', 500, 'platform.failed'],
])('a feature that ends %s answers %i %s', async (how, status, code) => {
  const answer = await request('GET', `/api/v2/failures/${how}`);
  expect(answer).toMatchObject({ status, body: { status, code, instance: `/api/v2/failures/${how}` } });
  expect(answer.headers['retry-after'] !== undefined).toBe(status === 503);
});

test('a bug tells the log what happened, and the client nothing but where to look', async () => {
  const { text, headers } = await request('GET', '/api/v2/failures/bug');
  expect(text).not.toMatch(/recipe|TypeError|\.ts/);
  const line = app
    .logged()
    .split('\n')
    .find((each) => each.includes(String(headers['x-correlation-id'])) && each.includes('"level":"error"'));
  expect(line).toContain('The secret recipe is 42.');
});

test('an unknown address answers 404, another method 405 with what is allowed, OPTIONS just that', async () => {
  expect(await request('GET', '/api/v2/nothing')).toMatchObject({ status: 404, body: { code: 'http.no-route' } });
  expect(await request('GET', '/')).toMatchObject({ status: 404 });
  expect(await request('GET', '/api/v2/books/a/b/c')).toMatchObject({ status: 404 });
  expect(await request('PUT', '/api/v2/books', {})).toMatchObject({
    status: 405,
    headers: { allow: 'GET, HEAD, OPTIONS, POST' },
    body: { code: 'http.no-method' },
  });
  expect(await request('POST', '/api/v2/books/7', {})).toMatchObject({
    status: 405,
    headers: { allow: 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT' },
  });
  expect(await request('OPTIONS', '/api/v2/books')).toMatchObject({
    status: 204,
    headers: { allow: 'GET, HEAD, OPTIONS, POST' },
  });
  expect(await request('OPTIONS', '/api/v2/nothing')).toMatchObject({ status: 404 });
  expect(await request('PATCH', '/health', {})).toMatchObject({ status: 405 });
});

test.each([
  ['{"title": "Wal', 'http.malformed'],
  ['{"title": "a",}', 'http.malformed'],
  ["{'title': 1}", 'http.malformed'],
  ['{"title": "a", "__proto__": {"admin": true}}', 'http.malformed'],
  ['{"title": "a", "constructor": {"prototype": {"admin": true}}}', 'http.malformed'],
  ['[1]', 'input.invalid'],
  ['null', 'input.invalid'],
  ['"text"', 'input.invalid'],
  ['', 'input.invalid'],
  ['{"title": "a\\u0000b"}', 'input.invalid'],
  ['{"title": "\\ud800"}', 'input.invalid'],
  ['{"a\\u0000": 1, "title": "a"}', 'input.invalid'],
  [`{"title": ${'['.repeat(400_000)}${']'.repeat(400_000)}}`, 'input.too-deep'],
])('the body %.40s is refused', async (body, code) => {
  expect(await post(body)).toMatchObject({ status: 400, body: { code } });
  expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
});

test('a megabyte of brackets is refused at once; brackets inside a text are only text', async () => {
  const started = performance.now();
  expect(await post(`{"title": ${'['.repeat(1_000_000)}`)).toMatchObject({ status: 400, body: { code: 'input.too-deep' } });
  expect(performance.now() - started).toBeLessThan(200);
  expect(await post({ title: 'a', tags: [`\\"${'[{'.repeat(20_000)}`] })).toMatchObject({ status: 201 });
});

test('of a key that stands twice the last counts', async () => {
  expect((await post('{"title": "first", "title": "last"}')).body.title).toBe('last');
});

test('bytes that are not UTF-8 are refused', async () => {
  expect(await post(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toMatchObject({
    status: 400,
    body: { code: 'http.malformed' },
  });
});

test('a body must be JSON, and not compressed', async () => {
  expect(await post('title=a', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
    status: 415,
    body: { code: 'http.media-type' },
  });
  expect(await post('a', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  expect(await post('<a/>', { 'content-type': 'nonsense' })).toMatchObject({ status: 415 });
  expect(await post(gzipSync('{"title":"a"}'), { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
});

test('a body that is too long is refused; a feature may say what is too long', async () => {
  expect(await post({ title: 'x'.repeat(1_100_000) })).toMatchObject({
    status: 413,
    body: { code: 'http.too-large', detail: 'The body is longer than 1 MiB.' },
  });
  expect(await request('POST', '/api/v2/books/bulk', { items: [{ title: 'x'.repeat(3_000) }] })).toMatchObject({ status: 413 });
});

test('a stream is read as it comes, also compressed, up to its limit', async () => {
  const lines = '{"a":1}\n'.repeat(1_000);
  const load = (body: unknown, headers = {}) =>
    request('POST', '/api/v2/loads?dryRun=true', body, { 'content-type': 'application/x-ndjson', ...headers });
  expect(await load(lines)).toMatchObject({
    status: 202,
    headers: { location: '/api/v2/loads/load-1' },
    body: { lines: 1_000, dryRun: true },
  });
  expect(await load(gzipSync(lines), { 'content-encoding': 'gzip' })).toMatchObject({ status: 202, body: { lines: 1_000 } });
  expect(await load('x'.repeat(100_001))).toMatchObject({ status: 413 });
  expect(await load(gzipSync('x'.repeat(5_000_000)), { 'content-encoding': 'gzip' })).toMatchObject({ status: 413 });
  expect(await load('not gzip', { 'content-encoding': 'gzip' })).toMatchObject({ status: 400, body: { code: 'http.malformed' } });
  expect(await load(lines, { 'content-encoding': 'br' })).toMatchObject({ status: 415 });
  expect(await load(lines, { 'content-type': 'application/json' })).toMatchObject({
    status: 415,
    body: { detail: 'The body must be application/x-ndjson.' },
  });
  expect(await request('POST', '/api/v2/loads?other=1', lines, { 'content-type': 'application/x-ndjson' })).toMatchObject({
    status: 400,
    body: { code: 'input.unknown-field' },
  });
  expect(await post(lines, { 'content-type': 'application/x-ndjson' })).toMatchObject({ status: 415 });
});

test('addresses that are malformed or too long are refused', async () => {
  expect(await request('GET', '/api/v2/books/%zz')).toMatchObject({ status: 400, body: { code: 'http.malformed' } });
  expect(await request('GET', `/api/v2/books/${'a'.repeat(600)}`)).toMatchObject({
    status: 414,
    body: { code: 'http.long-address' },
  });
});

const raw = (bytes: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(bytes));
    let answer = '';
    socket
      .setTimeout(3_000, () => socket.destroy())
      .on('data', (chunk) => {
        answer += chunk;
      })
      .on('close', () => resolve(answer))
      .on('error', reject);
  });

test.each([
  ['nonsense', 'BLA BLA\r\n\r\n', 400],
  ['two lengths', 'POST /api/v2/books HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}', 400],
  [
    'a length and chunks',
    'POST /api/v2/books HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['a header with a bare line feed', 'GET /health HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n', 400],
  ['huge headers', `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, 431],
])('HTTP with %s is refused on the wire', async (_what, bytes, status) => {
  const answer = await raw(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({
    status,
    code: expect.stringMatching(/^http\./),
  });
});

test('a request that names no host is refused', async () => {
  expect(await raw('GET /health/live HTTP/1.1\r\nConnection: close\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
});

test('a query is given up when its client has gone', async () => {
  const leaving = new AbortController();
  const asked = fetch(`${url.origin}/api/v2/failures/slow`, {
    headers: { authorization: `Bearer ${app.token}` },
    signal: leaving.signal,
  });
  setTimeout(() => leaving.abort(), 400);
  await expect(asked).rejects.toThrow('aborted');
  await vi.waitFor(() => expect(givenUp).toContainEqual(expect.objectContaining({ code: 'call.cancelled' })));
});

test('it goes on serving after all that', async () => {
  expect((await request('GET', '/health/ready')).status).toBe(200);
});
