import { expect, test } from 'vitest';
import { startApp, type TestApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const page = 'https://app.example';
const open = await startApp([shelf], { settings: { origins: [page] } });
const closed = await startApp([shelf]);

const preflight = ({ server }: TestApp, origin: string) =>
  server.inject({
    method: 'OPTIONS',
    url: '/api/v2/books',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
  });
const read = ({ request }: TestApp, origin: string) => request('GET', '/api/v2/books', undefined, { origin });

test('a page of an origin that is allowed may ask, without a token and before it has one', async () => {
  const { statusCode, headers } = await preflight(open, page);
  expect(statusCode).toBe(204);
  expect(headers).toMatchObject({
    'access-control-allow-origin': page,
    'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
    'access-control-allow-headers': expect.stringContaining('authorization'),
    vary: expect.stringContaining('Origin'),
  });
  expect(headers['access-control-allow-credentials'], 'no cookie travels').toBeUndefined();
});

test('its calls are answered with what it may read', async () => {
  const { headers } = await read(open, page);
  expect(headers['access-control-allow-origin']).toBe(page);
  for (const name of ['etag', 'location', 'retry-after', 'ratelimit', 'x-correlation-id'])
    expect(headers['access-control-expose-headers']).toContain(name);
});

test.each(['https://evil.example', 'https://app.example.evil', 'http://app.example', 'null', 'https://app.example:8443'])(
  'a page of %s is not told that it may',
  async (origin) => {
    expect((await preflight(open, origin)).headers['access-control-allow-origin']).toBeUndefined();
    expect((await read(open, origin)).headers['access-control-allow-origin']).toBeUndefined();
  },
);

test('unless origins are set, no page elsewhere may', async () => {
  expect((await preflight(closed, page)).headers['access-control-allow-origin']).toBeUndefined();
  expect((await read(closed, page)).headers['access-control-allow-origin']).toBeUndefined();
});

test('a preflight lets nobody in: the call itself needs its token', async () => {
  const { status } = await open.request('GET', '/api/v2/books', undefined, { origin: page, authorization: '' });
  expect(status).toBe(401);
});
