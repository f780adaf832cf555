import { Worker } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import { startEngine } from '#discovery/worker/start';
import { createPool } from '#platform/postgres/pool';
import { until } from '#testing/log';
import { type Brain, startBrain, topics } from './brain.ts';

const threads: Worker[] = [];
const thread = () => {
  const worker = new Worker(new URL('../../src/contexts/discovery/worker/thread.ts', import.meta.url));
  threads.push(worker);
  return worker;
};

// Four lives of one database: written, read again, read after another analyser's work, and with a thread that dies.
const first = await startBrain();
const graph = await first.newGraph('lives');
const ids = await first.write(topics('life', 20, 4).map((note) => ({ ...note, graph })));
await first.settled();
const lists = await Promise.all(ids.map(first.connections));
const pool = createPool(first.databaseUrl, { size: 1 });
afterAll(() => pool.end());
await first.close();

const answersAsBefore = async (brain: Brain) => {
  for (const [index, id] of ids.entries()) {
    const [hit] = await brain.search(`q=${encodeURIComponent(`life ${titleOf(index)}`)}`);
    expect(hit?.id).toBe(id);
  }
  expect(await Promise.all(ids.map(brain.connections))).toEqual(lists);
};
const titleOf = (index: number) => `${index}`.replaceAll(/\d/g, (digit) => 'bcdfghjklm'[Number(digit)] ?? '');

const analysed: string[] = [];
const watched = () => {
  const engine = startEngine(thread);
  return {
    ...engine,
    analyse: (notes: Parameters<typeof engine.analyse>[0]) => (
      analysed.push(...notes.map(({ title }) => title)), engine.analyse(notes)
    ),
  };
};

const second = await startBrain({ databaseUrl: first.databaseUrl, engine: watched() });

test('started again, it answers as before and reads no text anew', async () => {
  expect(lists.every((list) => list.length === 3)).toBe(true);
  await answersAsBefore(second);
  expect(analysed).toEqual([]);
  await second.settled();
  expect(analysed).toHaveLength(1); // the marker
});

test('a thread that dies is replaced: the next search works, also those that it was working on', async () => {
  const before = threads.length;
  const searches = Array.from({ length: 20 }, () => second.search('q=life'));
  await threads.at(-1)?.terminate();
  for (const hits of await Promise.all(searches)) expect(hits).toHaveLength(20);
  expect(await second.search('q=life')).toHaveLength(20);
  expect(threads.length).toBeGreaterThan(before);
  const [mentioned] = (await second.request('GET', `/api/v2/nodes/${ids[0]}/mentions`)).body.items;
  expect(mentioned).toBeUndefined();
  await second.write([{ graph, title: 'Written after the accident', content: 'salvage' }]);
  await second.settled();
  expect(await second.search('q=salvage')).toHaveLength(1);
  await answersAsBefore(second);
  await second.close();
});

test('what an earlier analyser has stored is analysed anew', async () => {
  analysed.length = 0;
  await pool.query(`update discovery.documents set analyser = 0, analysis = set_byte(analysis, 0, 0) where graph = $1`, [graph]);
  const third = await startBrain({ databaseUrl: first.databaseUrl });
  await until(async () => (await third.search('q=life&limit=1')).length > 0, 'the first notes are back', 15_000);
  await third.settled();
  const { rows } = await pool.query('select count(*)::int as old from discovery.documents where analyser <> 1');
  expect(rows).toEqual([{ old: 0 }]);
  await answersAsBefore(third);
  await third.close();
});

test('a note that changes while it is analysed anew keeps its change', async () => {
  await pool.query(`update discovery.documents set analyser = 0, analysis = set_byte(analysis, 0, 0) where graph = $1`, [graph]);
  const fourth = await startBrain({ databaseUrl: first.databaseUrl });
  const changes = ids.slice(0, 10).map((id) => fourth.request('PATCH', `/api/v2/nodes/${id}`, { content: `zeppelin ${id}` }));
  await Promise.all(changes);
  await fourth.settled();
  expect((await fourth.search('q=zeppelin')).map(({ id }) => id).toSorted()).toEqual(ids.slice(0, 10).toSorted());
  await fourth.close();
});
