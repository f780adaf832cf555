import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { graph } from '#graph/context';
import { startApp, type TestApp } from '#testing/app';
import { almanac } from '../cli/almanac.ts';
import { moveNode } from './move-node.ts';

const repository = join(import.meta.dirname, '../..');
let app: TestApp;
let id: string;

beforeAll(async () => {
  app = await startApp([{ ...graph, rest: { ...graph.rest, 'POST /v2/nodes/:id/move': moveNode } }]); // the one line
  id = (await app.request('POST', '/api/v2/nodes', { title: 'A note', content: 'to move' })).body.id;
});

test('CONTRIBUTING shows the very file that this test mounts', () => {
  const example = readFileSync(join(import.meta.dirname, 'move-node.ts'), 'utf8');
  expect(readFileSync(join(repository, 'CONTRIBUTING.md'), 'utf8')).toContain(example);
});

test('a second command is served by REST, with its revision, and folded into the history', async () => {
  const moved = await app.request('POST', `/api/v2/nodes/${id}/move`, { x: 3, y: 4 });
  expect(moved.status).toBe(200);
  expect(moved.body.position).toEqual({ x: 3, y: 4, z: 0 });
  expect(moved.headers['etag']).toBe('"2"');
  expect((await app.request('POST', `/api/v2/nodes/${id}/move`, { x: 9, y: 9 }, { 'if-match': '"1"' })).status).toBe(412);
});

test('it is validated, refused to strangers, and repeated safely, without a line of its own for any of that', async () => {
  expect((await app.request('POST', `/api/v2/nodes/${id}/move`, { x: 'east', y: 4 })).body.code).toBe('input.invalid');
  expect((await app.request('POST', `/api/v2/nodes/${id}/move`, { x: 1, y: 1 }, { authorization: '' })).status).toBe(401);
  const keyed = () => app.request('POST', `/api/v2/nodes/${id}/move`, { x: 5, y: 5 }, { 'idempotency-key': 'once' });
  const first = await keyed();
  const second = await keyed();
  expect(first.headers['idempotency-replayed']).toBeUndefined();
  expect(second.headers['idempotency-replayed']).toBe('true');
  expect(second.body).toEqual(first.body);
});

test('it is reached by its name, documented in OpenAPI, and counted in the metrics', async () => {
  expect((await app.request('POST', '/api/call/graph.moveNode', { id, x: 6, y: 6 })).body.position.x).toBe(6);
  const { body: document } = await app.request('GET', '/openapi.json');
  expect(document.paths['/api/v2/nodes/{id}/move'].post.operationId).toBe('graph.moveNode');
  expect((await app.request('GET', '/metrics')).text).toContain('graph.moveNode');
});

test('the command line calls it', async () => {
  const url = await app.listen();
  const { code, out } = await almanac([
    'call',
    'graph.moveNode',
    '--id',
    id,
    '--x',
    '7',
    '--y',
    '7',
    '--url',
    url,
    '--token',
    app.token,
    '--json',
  ]);
  expect(code).toBe(0);
  expect(JSON.parse(out).position.x).toBe(7);
});
