import { expect, test } from 'vitest';
import { startBrain, topics } from './brain.ts';

const first = await startBrain();
const { request, newGraph, settled } = first;
const content = 'escapement pendulum mainspring horology balance';
let made = 0;

/** Three clocks that belong together, in a graph of their own. */
const clocks = async (): Promise<readonly [string, string, string, string]> => {
  const graph = await newGraph(`clocks ${++made}`);
  const names = ['Tower', 'Pocket', 'Kitchen'];
  const [a = '', b = '', c = ''] = await first.write([
    ...names.map((title) => ({ graph, title, content })),
    ...topics('clock', 5, 2).map((note) => ({ ...note, graph })),
  ]);
  await settled();
  return [a, b, c, graph];
};
const near = async (id: string) => new Set((await first.connections(id)).map((connection) => connection.id));
const judge = (verb: 'accept' | 'dismiss', id: string, target: string, headers = {}) =>
  request('POST', `/api/v2/nodes/${id}/connections/${target}/${verb}`, undefined, headers);
const edgesOf = async (id: string) =>
  (await request('GET', `/api/v2/nodes/${id}/neighbours?depth=1`)).body.edges.map((edge: { source: string; target: string }) => [
    edge.source,
    edge.target,
  ]);

test('accepting makes an edge of the weight that was found, and takes the proposal away from both notes', async () => {
  const [a, b, c] = await clocks();
  const found = (await first.connections(a)).find(({ id }) => id === b);
  const { status, body } = await judge('accept', a, b);
  expect(status).toBe(200);
  expect(body).toMatchObject({ source: a, target: b, type: 'relates_to', weight: found?.weight });
  expect([await near(a), await near(b)]).toEqual([new Set([c]), new Set([c])]);
  expect(await edgesOf(a)).toEqual([[a, b]]);
  expect((await request('GET', `/api/v2/edges/${body.id}`)).status).toBe(200);

  const again = await judge('accept', a, b);
  expect([again.status, again.body.id]).toEqual([200, body.id]);
  expect(await edgesOf(a)).toEqual([[a, b]]);
  expect((await judge('dismiss', a, b)).body.code).toBe('discovery.accepted-before');
  expect((await judge('dismiss', b, a)).body.code).toBe('discovery.accepted-before');

  await request('DELETE', `/api/v2/edges/${body.id}`);
  await settled();
  expect(await near(a)).toEqual(new Set([c])); // what was accepted once is not proposed again
});

test('accepting under one Idempotency-Key, ten times at once, is one edge', async () => {
  const [a, b] = await clocks();
  const headers = { 'idempotency-key': 'accept-1' };
  const answers = await Promise.all(Array.from({ length: 10 }, () => judge('accept', a, b, headers)));
  const done = answers.filter(({ status }) => status === 200);
  expect(done.length).toBeGreaterThan(0);
  for (const { status } of answers) expect([200, 409]).toContain(status);
  expect(new Set(done.map(({ body }) => body.id)).size).toBe(1);
  const later = await judge('accept', a, b, headers);
  expect([later.status, later.body.id]).toEqual([200, done[0]?.body.id]);
  expect(await edgesOf(a)).toEqual([[a, b]]);
});

test('what was never found cannot be judged, and no edge comes of it', async () => {
  const [a] = await clocks();
  const unknown = '018f0000-0000-7000-8000-00000000dead';
  for (const verb of ['accept', 'dismiss'] as const) {
    const { status, body } = await judge(verb, a, unknown);
    expect([status, body.code]).toEqual([404, 'discovery.no-connection']);
    expect((await judge(verb, unknown, a)).status).toBe(404);
    expect((await judge(verb, a, 'nonsense')).status).toBe(400);
    expect((await judge(verb, a, a)).status).toBe(404);
  }
  expect(await edgesOf(a)).toEqual([]);
});

test('what is dismissed never returns, from neither note, however often they are analysed', async () => {
  const [a, b, c, graph] = await clocks();
  const { status, body } = await judge('dismiss', a, b);
  expect([status, body]).toEqual([200, { id: a, target: b }]);
  expect((await judge('dismiss', a, b)).status).toBe(200);
  expect((await judge('dismiss', b, a)).status).toBe(200);
  expect([await near(a), await near(b)]).toEqual([new Set([c]), new Set([c])]);

  await request('PATCH', `/api/v2/nodes/${a}`, { content: `${content} again` });
  await request('PATCH', `/api/v2/nodes/${b}`, { content: `${content} again` });
  await settled();
  expect([await near(a), await near(b)]).toEqual([new Set([c]), new Set([c])]);

  const passing = topics('pass', 20, 2).map((note) => ({ ...note, graph })); // so many that all lists are made anew
  await first.write([{ graph, title: 'Cuckoo', content }, ...passing]);
  await settled();
  expect([(await near(a)).has(b), (await near(b)).has(a)]).toEqual([false, false]);
  expect((await near(a)).size).toBe(2);
});

test('what was dismissed can still be accepted', async () => {
  const [a, b] = await clocks();
  await judge('dismiss', a, b);
  expect((await judge('accept', a, b)).status).toBe(200);
  expect(await edgesOf(a)).toEqual([[a, b]]);
});
