import { expect, test } from 'vitest';
import { graph } from '#graph/context';
import { context } from '#platform/context';
import { command } from '#platform/feature';
import { startApp } from '#testing/app';
import { Type as t } from 'typebox';

/** Makes the counters of a graph say that there is room for one more note, and no edge. */
const fill = command({
  name: 'graph.fill',
  summary: 'Only here.',
  access: 'graph:write',
  public: true,
  input: t.Object({ id: t.String() }),
  output: t.Null(),
  run: async ({ id }, { sql, tenant }) => {
    await sql`insert into graph.counts (tenant, graph, nodes, edges) values (${tenant}, ${id}, 99999, 1000000)`;
    return null;
  },
});

const { request } = await startApp([context({ ...graph, features: [...(graph.features ?? []), fill] })]);
const post = (path: string, body: object) => request('POST', `/api/v2/${path}`, body);
const at = (method: string, id: string, body?: object) => request(method, `/api/v2/graphs/${id}`, body);

test('the first note opens the default graph, and many first notes at once open one', async () => {
  expect((await request('GET', '/api/v2/graphs')).body.items).toEqual([]);
  const notes = await Promise.all(Array.from({ length: 20 }, (_, index) => post('nodes', { title: `n${index}` })));
  expect(notes.map(({ status }) => status)).toEqual(Array(20).fill(201));
  const { items } = (await request('GET', '/api/v2/graphs')).body;
  expect(items).toMatchObject([{ id: notes[0]?.body.graph, name: 'Notes', isDefault: true, nodes: 20, edges: 0 }]);
});

test('a graph is created, changed, archived, restored and deleted', async () => {
  const { status, body } = await post('graphs', { name: 'Work', settings: { colour: 'blue' } });
  expect([status, body.description, body.isDefault]).toEqual([201, '', false]);
  expect((await at('PATCH', body.id, { name: 'Works', settings: {} })).body).toMatchObject({
    name: 'Works',
    settings: {},
    revision: 3,
  });
  const note = (await post('nodes', { title: 'In it', graph: body.id })).body;
  expect((await at('GET', body.id)).body).toMatchObject({ name: 'Works', nodes: 1, edges: 0 });
  expect((await at('DELETE', body.id)).body.code).toBe('graph.not-empty');
  expect((await at('PATCH', body.id, { archived: true })).body.status).toBe('archived');
  for (const answer of [
    await post('nodes', { title: 'No', graph: body.id }),
    await request('PATCH', `/api/v2/nodes/${note.id}`, { title: 'No' }),
    await request('DELETE', `/api/v2/nodes/${note.id}`),
    await at('PATCH', body.id, { name: 'No' }),
  ])
    expect([answer.status, answer.body.code]).toEqual([409, 'graph.graph-archived']);
  expect((await request('GET', `/api/v2/nodes/${note.id}`)).status).toBe(200);
  expect((await at('PATCH', body.id, { archived: false, name: 'Back' })).body).toMatchObject({ status: 'live', name: 'Back' });
  await request('DELETE', `/api/v2/nodes/${note.id}`);
  expect((await at('DELETE', body.id)).status).toBe(204);
  expect([(await at('GET', body.id)).status, (await at('DELETE', body.id)).status]).toEqual([404, 404]);
  expect((await post('nodes', { title: 'No', graph: body.id })).body.code).toBe('graph.no-graph');
});

test('a graph with notes coming in is not deleted under them', async () => {
  for (let round = 0; round < 5; round++) {
    const { id } = (await post('graphs', { name: 'Race' })).body;
    const [deleted, ...notes] = await Promise.all([
      at('DELETE', id),
      ...Array.from({ length: 5 }, (_, i) => post('nodes', { title: `n${i}`, graph: id })),
    ]);
    const written = notes.filter(({ status }) => status === 201).length;
    expect((await at('GET', id)).status).toBe(deleted?.status === 204 ? 404 : 200);
    expect(deleted?.status === 204 ? written : 1).toBe(deleted?.status === 204 ? 0 : 1);
  }
});

test('a full graph says so', async () => {
  const { id } = (await post('graphs', { name: 'Full' })).body;
  await request('POST', '/api/call/graph.fill', { id });
  const { results } = (
    await post('nodes/bulk', {
      items: [
        { title: 'fits', graph: id },
        { title: 'does not', graph: id },
      ],
    })
  ).body;
  expect(results).toMatchObject([{ status: 'created' }, { status: 'failed', problem: { code: 'graph.too-many-notes' } }]);
  const full = await post('nodes', { title: 'neither', graph: id });
  expect([full.status, full.body.detail]).toEqual([409, 'A graph holds at most 100,000 notes.']);
});
