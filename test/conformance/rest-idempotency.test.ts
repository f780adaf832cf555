import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const { request } = await startApp([shelf]);
const shelve = (key: string, title: string, path = '/api/v2/books') =>
  request('POST', path, { title }, { 'idempotency-key': key });

test('the same request with the same key takes effect once and is answered again', async () => {
  const first = await shelve('key-1', 'Walden');
  const again = await shelve('key-1', 'Walden');
  expect([first.status, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
  expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
  expect(again.body).toEqual(first.body);
  expect([again.headers['location'], again.headers['etag']]).toEqual([first.headers['location'], first.headers['etag']]);
});

test('the order of the fields does not matter', async () => {
  const send = (body: string) => request('POST', '/api/v2/books', body, { 'idempotency-key': 'key-order' });
  const first = await send('{"title": "a", "place": {"row": 1}}');
  expect(await send('{"place": {"row": 1}, "title": "a"}')).toMatchObject({
    status: 201,
    body: first.body,
    headers: { 'idempotency-replayed': 'true' },
  });
});

test('the same key for another request is refused', async () => {
  await shelve('key-2', 'Walden');
  expect(await shelve('key-2', 'Walking')).toMatchObject({ status: 422, body: { code: 'idempotency.other-request' } });
  expect((await request('DELETE', '/api/v2/books/x', undefined, { 'idempotency-key': 'key-2' })).status).toBe(422);
});

test('fifty at once make one book', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, () => shelve('key-3', 'Walden')));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  expect(answers.filter(({ headers }) => headers['idempotency-replayed'] === undefined)).toHaveLength(1);
});

test('of different requests with one key at once, one wins and the others are refused', async () => {
  const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => shelve('key-4', `Title ${at}`)));
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, ...Array.from({ length: 9 }, () => 422)]);
});

test('a key is 1 to 255 visible characters', async () => {
  for (const bad of ['x'.repeat(256), 'a b', 'ü', ''])
    expect(await shelve(bad, 'a')).toMatchObject({ status: 400, body: { code: 'idempotency.bad-key' } });
  expect((await shelve('x'.repeat(255), 'a')).status).toBe(201);
});

test('a request that was refused may be sent again, corrected, with its key', async () => {
  const put = (id: string, title: string) =>
    request('PUT', `/api/v2/books/${id}`, { title }, { 'idempotency-key': 'key-5', 'if-match': '*' });
  const { body } = await shelve('key-6', 'Walden');
  expect((await put(body.id, 'forbidden')).status).toBe(409);
  expect((await put(body.id, 'allowed')).status).toBe(200);
});

test('calls inside a keyed call have their own keys: a bulk sent twice takes effect once', async () => {
  const bulk = () =>
    request('POST', '/api/v2/books/bulk', { items: [{ title: 'a' }, { title: 'b' }] }, { 'idempotency-key': 'key-7' });
  const first = await bulk();
  expect(await bulk()).toMatchObject({ status: 207, body: first.body });
});

test('a query pays no heed to a key', async () => {
  const { body, headers } = await shelve('key-8', 'Walden');
  const get = await request('GET', String(headers['location']), undefined, { 'idempotency-key': 'key-8' });
  expect([get.status, get.body]).toEqual([200, body]);
});
