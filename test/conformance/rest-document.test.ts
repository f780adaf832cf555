import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { shelf } from './rest-shelf.ts';

const app = await startApp([shelf]);
const { request } = app;
const { body: document } = await request('GET', '/openapi.json');

/** Asks, and checks that the document foresees the answer: path, method, status, media type, schema, headers. */
const documented: typeof request = async (method, path, ...rest) => {
  const answer = await request(method, path, ...rest);
  const [bare = ''] = path.split('?');
  const [pattern] = Object.keys(document.paths)
    .filter((each) => new RegExp(`^${each.replace(/\{\w+\}/g, '[^/]+')}$`).test(bare))
    .sort((a, b) => a.split('{').length - b.split('{').length);
  const response = document.paths[pattern ?? '']?.[method.toLowerCase()]?.responses[answer.status];
  expect(response, `${method} ${bare} ${answer.status}`).toBeDefined();
  const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? '';
  if (answer.text === '') return answer;
  const schema = response.content[type]?.schema;
  expect(schema, `${method} ${bare} ${answer.status} ${type}`).toBeDefined();
  const resolved = schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)] : schema;
  expect(Compile(resolved).Errors(answer.body)).toEqual([]);
  for (const name of ['etag', 'location', 'idempotency-replayed', 'retry-after', 'www-authenticate', 'traceparent'])
    if (answer.headers[name] !== undefined && answer.status < 400)
      expect(Object.keys(response.headers).map((each) => each.toLowerCase())).toContain(name);
  return answer;
};

test('every route of every context stands in the document, under the name of its feature', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths)).toEqual([
    '/api/v2/books',
    '/api/v2/books/{id}',
    '/api/v2/books/bulk',
    '/api/v2/loads',
    '/api/v2/failures/{how}',
    '/api/v2/audit/events',
    '/api/v2/audit/checkpoint',
    '/api/v2/audit/inclusion',
    '/api/v2/audit/consistency',
    '/api/call/{name}',
  ]);
  expect(document.paths['/api/v2/books'].post.operationId).toBe('shelf.shelveBook');
  const ids = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect(document.security).toEqual([{ token: [] }, { cookie: [] }]);
});

test('inputs stand where they belong: path, query string, header or body', () => {
  const { put } = document.paths['/api/v2/books/{id}'];
  expect(
    put.parameters.map(({ name, in: place, required }: { name: string; in: string; required: boolean }) => [
      place,
      name,
      required,
    ]),
  ).toEqual([
    ['path', 'id', true],
    ['header', 'Idempotency-Key', undefined],
    ['header', 'If-Match', true],
  ]);
  expect(put.requestBody.content['application/json'].schema).toMatchObject({
    type: 'object',
    required: ['title'],
    additionalProperties: false,
  });
  expect(Object.keys(put.requestBody.content['application/json'].schema.properties)).toEqual(['title']);
  const { get } = document.paths['/api/v2/books'];
  expect(
    get.parameters.filter(({ in: place }: { in: string }) => place === 'query').map(({ name }: { name: string }) => name),
  ).toEqual(['ids', 'limit', 'sold', 'order', 'prices']);
  expect(document.paths['/api/v2/loads'].post.requestBody.content['application/x-ndjson']).toBeDefined();
});

test('every operation says that it may be busy, and that the answer says when to come again', () => {
  const operations = Object.values<Record<string, { responses: Record<string, { headers: object }> }>>(document.paths).flatMap(
    (path) => Object.values(path),
  );
  for (const { responses } of operations)
    for (const status of ['429', '503']) expect(Object.keys(responses[status]?.headers ?? {})).toContain('Retry-After');
});

test('every reference in the document leads somewhere', () => {
  const broken = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)]
    .map(([, path = '']) => path)
    .filter((path) => path.split('/').reduce((node, key) => node?.[key], document) === undefined);
  expect(broken).toEqual([]);
});

test('every kind of answer is foreseen', async () => {
  const { body } = await documented('POST', '/api/v2/books', { title: 'a' }, { 'idempotency-key': 'k1' });
  await documented('POST', '/api/v2/books', { title: 'a' }, { 'idempotency-key': 'k1' });
  await documented('POST', '/api/v2/books', { title: 'b' }, { 'idempotency-key': 'k1' });
  await documented('POST', '/api/v2/books', {});
  await documented('POST', '/api/v2/books', 'x', { 'content-type': 'text/plain' });
  await documented('POST', '/api/v2/books', { title: 'x'.repeat(1_100_000) });
  await documented('GET', '/api/v2/books', undefined, { authorization: '' });
  await documented('GET', '/api/v2/books?limit=3');
  await documented('GET', `/api/v2/books/${body.id}`);
  await documented('GET', `/api/v2/books/${body.id}`, undefined, { 'if-none-match': '"1"' });
  await documented('GET', '/api/v2/books/none');
  await documented('PUT', `/api/v2/books/${body.id}`, { title: 'b' });
  await documented('PUT', `/api/v2/books/${body.id}`, { title: 'b' }, { 'if-match': '"9"' });
  await documented('PATCH', `/api/v2/books/${body.id}`, { title: 'forbidden' }, { 'if-match': '"1"' });
  await documented('PUT', `/api/v2/books/${body.id}`, { title: 'b' }, { 'if-match': '"1"' });
  await documented('DELETE', `/api/v2/books/${body.id}`);
  await documented('POST', '/api/v2/books/bulk', { items: [{ title: 'a' }] });
  await documented('POST', '/api/v2/loads', 'a\n', { 'content-type': 'application/x-ndjson' });
  for (const how of ['bug', 'outage', 'slow', 'refused', 'not-built']) await documented('GET', `/api/v2/failures/${how}`);
  await documented('POST', '/api/call/shelf.burn', {});
});

test('an answer that the document does not foresee would be noticed', async () => {
  const { responses } = document.paths['/api/v2/books'].get;
  const kept = responses['200'];
  delete responses['200'];
  await expect(documented('GET', '/api/v2/books')).rejects.toThrow('GET /api/v2/books 200');
  responses['200'] = { ...kept, content: { 'application/json': { schema: { type: 'object', required: ['missing'] } } } };
  await expect(documented('GET', '/api/v2/books')).rejects.toThrow('expected');
  responses['200'] = kept;
});

test('the reference page loads everything from this server', async () => {
  const { text, headers } = await request('GET', '/docs');
  expect(headers['content-security-policy']).toMatch(/script-src 'self';style-src 'self' 'unsafe-inline';.*connect-src 'self'/);
  const { headers: others } = await request('GET', '/openapi.json');
  expect(others['content-security-policy'], 'styles in a page are for this one alone').not.toContain('unsafe');
  const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
  expect(loaded).toEqual(['/account', '/docs/reference.js', '/docs/start.js']);
  const [, ...scripts] = loaded;
  expect(text).not.toMatch(/https?:/);
  for (const address of scripts)
    expect(await request('GET', address)).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/javascript; charset=utf-8' },
    });
  expect((await request('GET', '/docs/start.js')).text).not.toMatch(/https?:/);
});
