import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const app = await startApp([shelf]);
const { request } = app;
const shelve = async (title = 'Walden') => (await request('POST', '/api/v2/books', { title })).body;

test('creating answers 201 with the place, the revision as an ETag, and the body', async () => {
  const { status, headers, body } = await request('POST', '/api/v2/books', { title: 'Walden' });
  expect(status).toBe(201);
  expect(headers).toMatchObject({
    location: `/api/v2/books/${body.id}`,
    etag: '"1"',
    'content-type': 'application/json; charset=utf-8',
  });
  expect(body).toEqual({ id: body.id, title: 'Walden', revision: 1 });
  expect((await request('GET', String(headers['location']))).body).toEqual(body);
});

test('HEAD answers like GET without a body', async () => {
  const { id } = await shelve();
  const { status, headers, text } = await request('HEAD', `/api/v2/books/${id}`);
  expect([status, headers['etag'], text]).toEqual([200, '"1"', '']);
});

test('a known revision is not sent again', async () => {
  const { id } = await shelve();
  for (const known of ['"1"', 'W/"1"', '"7", "1"', '*']) {
    const { status, text } = await request('GET', `/api/v2/books/${id}`, undefined, { 'if-none-match': known });
    expect([status, text]).toEqual([304, '']);
  }
  expect((await request('GET', `/api/v2/books/${id}`, undefined, { 'if-none-match': '"2"' })).status).toBe(200);
});

test('a change needs the revision that was seen, and is refused when another came first', async () => {
  const { id } = await shelve();
  const put = (ifMatch?: string) =>
    request('PUT', `/api/v2/books/${id}`, { title: 'Walking' }, ifMatch === undefined ? {} : { 'if-match': ifMatch });
  expect(await put()).toMatchObject({ status: 428, body: { code: 'http.no-revision' } });
  expect(await put('1')).toMatchObject({ status: 400, body: { code: 'http.bad-if-match' } });
  expect(await put('"1", "2"')).toMatchObject({ status: 400, body: { code: 'http.bad-if-match' } });
  expect(await put('W/"1"')).toMatchObject({ status: 412, body: { code: 'http.other-revision' } });
  expect(await put('"abc"')).toMatchObject({ status: 412 });
  expect(await put('"9"')).toMatchObject({ status: 412, body: { code: 'revision.stale', kind: 'stale' } });
  expect(await put('"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' }, body: { title: 'Walking', revision: 2 } });
  expect(await put('*')).toMatchObject({ status: 200, headers: { etag: '"3"' } });
});

test('deleting answers 204 without a body, and what is gone is missing', async () => {
  const { id } = await shelve();
  const gone = await request('DELETE', `/api/v2/books/${id}`, undefined, { 'if-match': '"1"' });
  expect([gone.status, gone.text]).toEqual([204, '']);
  expect(await request('GET', `/api/v2/books/${id}`)).toMatchObject({
    status: 404,
    body: { code: 'shelf.no-book', kind: 'missing' },
  });
  expect((await request('DELETE', `/api/v2/books/${id}`)).status).toBe(404);
});

test('the query string is understood as the types that the feature wants', async () => {
  const asked = async (search: string) => (await request('GET', `/api/v2/books?${search}`)).body;
  expect(await asked('')).toEqual({ asked: { limit: 20 } });
  expect(await asked('limit=5&sold=true&order=age')).toEqual({ asked: { limit: 5, sold: true, order: 'age' } });
  expect(await asked('ids=a,b&prices=1.5')).toEqual({ asked: { ids: ['a', 'b'], limit: 20, prices: [1.5] } });
  expect(await asked('ids=a&ids=b')).toMatchObject({ asked: { ids: ['a', 'b'] } });
  expect(await asked('limit=many')).toMatchObject({
    code: 'input.invalid',
    errors: [{ pointer: '/limit', message: 'must be integer' }],
  });
  expect(await asked('limit=101')).toMatchObject({ errors: [{ pointer: '/limit' }] });
  expect(await asked('order=size')).toMatchObject({ errors: [{ pointer: '/order', message: 'must be one of "title", "age"' }] });
  expect(await asked('__proto__=x')).toMatchObject({ code: 'input.unknown-field', errors: [{ pointer: '/__proto__' }] });
});

test('a JSON body is not converted: a number in quotes stays text', async () => {
  expect(await request('POST', '/api/v2/books', { title: 'Walden', place: { row: '1' } })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/place/row', message: 'must be integer' }] },
  });
});

test('every error names its field', async () => {
  const { status, body } = await request('POST', '/api/v2/books', { tags: [1], place: {} });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: 'input.invalid', kind: 'invalid' });
  expect(body.errors).toEqual(
    expect.arrayContaining([
      { pointer: '/title', message: 'is required' },
      { pointer: '/tags/0', message: 'must be string' },
      { pointer: '/place/row', message: 'is required' },
    ]),
  );
  expect(body.detail).toContain('/title is required.');
});

test('fields that are not known are refused, at every level', async () => {
  expect(await request('POST', '/api/v2/books', { title: 'Walden', owner: 'me' })).toMatchObject({
    status: 400,
    body: { code: 'input.unknown-field', errors: [{ pointer: '/owner', message: 'is not a field that is known here' }] },
  });
  expect(await request('POST', '/api/v2/books', { title: 'Walden', place: { row: 1, shelf: 2 } })).toMatchObject({
    body: { code: 'input.unknown-field', errors: [{ pointer: '/place/shelf' }] },
  });
});

test('one thing cannot be two: the path and the body must agree', async () => {
  const { id } = await shelve();
  const put = (body: object) => request('PUT', `/api/v2/books/${id}`, body, { 'if-match': '*' });
  expect(await put({ id: 'another', title: 'x' })).toMatchObject({ status: 400, body: { errors: [{ pointer: '/id' }] } });
  expect((await put({ id, title: 'x' })).status).toBe(200);
  expect(await request('POST', '/api/v2/books?title=a', { title: 'b' })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '/title' }] },
  });
});

test('each item of a bulk has its own answer', async () => {
  const { status, body } = await request('POST', '/api/v2/books/bulk', { items: [{ title: 'a' }, { title: 'b' }] });
  expect(status).toBe(207);
  expect(body.results.map(({ index }: { index: number }) => index)).toEqual([0, 1]);
});

test('every feature can be called by its name', async () => {
  const { id } = await shelve();
  expect(await request('POST', '/api/call/shelf.getBook', { id })).toMatchObject({ status: 200, body: { id, title: 'Walden' } });
  expect(await request('POST', '/api/call/shelf.getBook', { id: 'none' })).toMatchObject({
    status: 404,
    body: { kind: 'missing', code: 'shelf.no-book' },
  });
  expect((await request('POST', '/api/call/shelf.burn')).status).toBe(204);
  expect((await request('POST', '/api/call/shelf.nothing', {})).status).toBe(404);
});

test('what an id in the path may hold comes through', async () => {
  for (const id of ['ü', 'a%2Fb', '%F0%9F%93%9A', 'a b'.replace(' ', '%20')])
    expect(await request('GET', `/api/v2/books/${id}`)).toMatchObject({ status: 404, body: { code: 'shelf.no-book' } });
});
