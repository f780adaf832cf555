import pg from 'pg';
import { afterEach, expect, test, vi } from 'vitest';
import { graph } from '#graph/context';
import { startApp } from '#testing/app';

const { request } = await startApp([graph]);
const notes = (count: number, from: number, content = '') =>
  Array.from({ length: count }, (_, index) => ({
    title: `n${from + index}`,
    tags: [`t${from}`],
    content: `${content} [[n${from + index + 1}]]`,
  }));
const bulk = async (items: readonly object[]): Promise<string[]> =>
  (await request('POST', '/api/v2/nodes/bulk', { items })).body.results.map(({ id }: { id: string }) => id);

afterEach(() => vi.restoreAllMocks());

/** How many statements on notes, edges and streams the work sends; the background has its own, on other tables. */
const statements = async (work: () => Promise<unknown>): Promise<number> => {
  const query = vi.spyOn(pg.Client.prototype, 'query');
  await work();
  const sent = query.mock.calls.filter(([first]) =>
    /graph\.(nodes|names|links|tags|edges|counts|step|adjacent)\b|log\.(reserve|record)\b/.test(JSON.stringify(first)),
  );
  query.mockRestore();
  return sent.length;
};

test('writing 500 notes sends as many statements as writing 5', async () => {
  await bulk(notes(1, 0));
  const few = await statements(() => bulk(notes(5, 100)));
  expect(few).toBeGreaterThan(0);
  expect(await statements(() => bulk(notes(500, 1_000)))).toBe(few);
});

test('a list sends one statement, however long', async () => {
  for (const path of ['nodes?limit=1', 'nodes?limit=100', 'nodes?tag=t1000&limit=100', 'nodes?title=n100'])
    expect(await statements(() => request('GET', `/api/v2/${path}`))).toBe(1);
});

test('a neighbourhood sends one statement a level at most', async () => {
  const [first = ''] = await bulk(notes(200, 5_000, '[[hub of all]] [[n5100]] [[n5150]]'));
  const answer = await request('GET', `/api/v2/nodes/${first}/neighbours?depth=3&limit=1000`);
  expect(answer.body.nodes.length).toBeGreaterThan(150);
  for (const depth of [1, 2, 3])
    expect(await statements(() => request('GET', `/api/v2/nodes/${first}/neighbours?depth=${depth}&limit=1000`))).toBe(depth);
});

test('links, backlinks and what is unresolved take one statement each', async () => {
  const [first = ''] = await bulk(notes(50, 9_000, '[[n9000]]'));
  const { graph: home } = (await request('GET', `/api/v2/nodes/${first}`)).body;
  for (const path of [`nodes/${first}/links`, `nodes/${first}/backlinks`, `graphs/${home}/unresolved`])
    expect(await statements(() => request('GET', `/api/v2/${path}`))).toBe(1);
});
