import { expect, test } from 'vitest';
import { graph } from '#graph/context';
import { startApp } from '#testing/app';

const { request } = await startApp([graph]);
const post = async (body: object) => (await request('POST', '/api/v2/nodes', body)).body;
const two = async () =>
  [await post({ title: 'one' }), await post({ title: 'two' })].map(({ id }) => id as string).toSorted() as [string, string];
const connect = (source: string, target: string, more: object = {}) =>
  request('POST', '/api/v2/edges', { source, target, ...more });
const edge = (method: string, id: string, body?: object) => request(method, `/api/v2/edges/${id}`, body);

test('connecting twice is one edge, from either end when it has no direction', async () => {
  const [a, b] = await two();
  const first = await connect(a, b, { weight: 0.5 });
  expect([first.status, first.body.directed, first.body.origin]).toEqual([201, false, 'manual']);
  expect((await connect(a, b, { weight: 0.5 })).body).toEqual(first.body);
  const back = await connect(b, a, { weight: 0.7 });
  expect(back.body).toMatchObject({ id: first.body.id, source: a, target: b, weight: 0.7, revision: 2 });
  expect((await connect(b, a, { type: 'supports' })).body.id).not.toBe((await connect(a, b, { type: 'supports' })).body.id);
});

test('fifty at once make one edge', async () => {
  const [a, b] = await two();
  const answers = await Promise.all(Array.from({ length: 50 }, () => connect(a, b)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${body.id} ${body.revision}`)).size).toBe(1);
});

test('a note is not connected to itself, to a note of another graph, or to one that does not exist', async () => {
  const [a] = await two();
  const other = (await request('POST', '/api/v2/graphs', { name: 'Other' })).body.id;
  const foreign = await post({ title: 'far', graph: other });
  const unknown = '018f0000-0000-7000-8000-00000000dead';
  expect((await connect(a, a)).body.code).toBe('graph.self-edge');
  expect((await connect(a, foreign.id)).body.code).toBe('graph.other-graph');
  expect([(await connect(a, unknown)).status, (await connect(unknown, a)).status]).toEqual([404, 404]);
  expect((await connect(a, foreign.id, { weight: 1.5 })).status).toBe(400);
});

test('an edge is read, changed and taken away', async () => {
  const [a, b] = await two();
  const { body } = await connect(a, b, { type: 'mentions_often', metadata: { why: 'x' } });
  expect((await edge('GET', body.id)).body).toEqual(body);
  expect((await edge('PATCH', body.id, { weight: 0.12345, metadata: {} })).body).toMatchObject({
    weight: 0.1235,
    metadata: {},
    revision: 3,
  });
  expect((await edge('DELETE', body.id)).status).toBe(204);
  expect([(await edge('GET', body.id)).status, (await edge('DELETE', body.id)).status]).toEqual([404, 404]);
  expect((await connect(a, b, { type: 'mentions_often' })).body.id).toBe(body.id);
});

test('an edge of another type is another edge, and the first is gone', async () => {
  const [a, b] = await two();
  const { body } = await connect(b, a, { type: 'supports', weight: 0.4 });
  const changed = (await edge('PATCH', body.id, { type: 'contradicts' })).body;
  expect(changed).toMatchObject({ source: a, target: b, type: 'contradicts', weight: 0.4, directed: false });
  expect((await edge('GET', body.id)).status).toBe(404);
  expect((await edge('GET', changed.id)).body).toEqual(changed);
});

test('deleting a note takes its edges with it, also those made at the same time', async () => {
  for (let round = 0; round < 10; round++) {
    const hub = (await post({ title: 'hub' })).id;
    const others = await Promise.all(Array.from({ length: 6 }, (_, index) => post({ title: `o${index}` })));
    await connect(hub, others[0].id);
    const made = await Promise.all([
      ...others.slice(1).map(({ id }) => connect(id, hub)),
      request('DELETE', `/api/v2/nodes/${hub}`),
      ...others.slice(1).map(({ id }) => connect(hub, id, { type: 'supports' })),
    ]);
    expect(made.filter(({ status }) => status === 204)).toHaveLength(1);
    expect(made.every(({ status }) => [201, 204, 404].includes(status))).toBe(true);
    for (const { body } of made.filter(({ status }) => status === 201)) expect((await edge('GET', body.id)).status).toBe(404);
  }
});
