import { expect, test } from 'vitest';
import { until } from '#testing/log';
import { startBrain, topics } from './brain.ts';

const one = await startBrain();
const two = await startBrain({ databaseUrl: one.databaseUrl });
const content = 'basalt obsidian pumice caldera magma';

test('what one process writes, the other finds, connects and forgets', async () => {
  const graph = await one.newGraph('shared');
  await one.write(topics('both', 20, 3).map((note) => ({ ...note, graph })));
  const [a = ''] = await one.write([{ graph, title: 'Etna', content }]);
  await until(async () => (await two.search('q=caldera')).length === 1, 'the second process finds it');
  const [b = ''] = await two.write([{ graph, title: 'Stromboli', content }]);
  await until(async () => (await one.search('q=caldera')).length === 2, 'the first process finds both');
  await two.settled();
  for (const brain of [one, two]) {
    expect((await brain.connections(a)).map(({ id }) => id)).toEqual([b]);
    expect((await brain.connections(b)).map(({ id }) => id)).toEqual([a]);
  }
  await one.request('DELETE', `/api/v2/nodes/${a}`);
  await until(async () => (await two.search('q=caldera')).length === 1, 'the second process has forgotten it');
  expect(await two.connections(b)).toEqual([]);
});

test('two processes that write at the same time come to the same lists, and to what a rebuild says', async () => {
  const graph = await one.newGraph('busy');
  const notes = topics('busy', 30, 3).map((note) => ({ ...note, graph }));
  const ids = (await Promise.all(notes.map((note, index) => (index % 2 ? one : two).write([note])))).flat();
  await one.settled();
  await two.settled();
  for (const id of ids) {
    const list = await one.connections(id);
    expect(list).toHaveLength(2);
    expect(await two.connections(id)).toEqual(list);
  }
  const names = ['discovery.connections', 'discovery.judgements'];
  expect((await one.request('POST', '/api/call/platform.verifyViews', { names })).body).toMatchObject({ equal: true });
});
