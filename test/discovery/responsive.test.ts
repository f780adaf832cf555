import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { until } from '#testing/log';
import { startBrain, topics } from './brain.ts';

const brain = await startBrain({ patience: 100 }); // as it is unless told
const { request, write, newGraph } = brain;

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;

test('health and search answer within 150 ms while 3,000 notes are analysed and connected', {
  timeout: 90_000,
  retry: 2,
}, async () => {
  const before = await newGraph('before');
  await write(topics('old', 20, 5).map((note) => ({ ...note, graph: before })));
  await brain.settled();
  const prose = Array.from({ length: 120 }, (_, index) => `ordinary${index}`);
  const graph = await newGraph('many');
  const notes = topics('new', 300, 10).map((note, index) => ({
    ...note,
    graph,
    content: `${note.content}\n${prose.slice(index % 60, (index % 60) + 60).join(' ')}`,
  }));

  let busy = true;
  const times = { health: [] as number[], search: [] as number[] };
  const ask = async (what: keyof typeof times, path: string) => {
    while (busy) {
      const started = performance.now();
      expect((await request('GET', path)).status).toBe(200);
      times[what].push(performance.now() - started);
      await wait(10);
    }
  };
  const askers = [ask('health', '/health'), ask('search', `/api/v2/search?q=oldb&graph=${before}`)];
  for (let from = 0; from < notes.length; from += 100) await write(notes.slice(from, from + 100));
  const status = async () => (await request('GET', '/api/v2/index/status')).body;
  await until(async () => (await status()).notes >= 3_000 && (await status()).waiting === 0, 'all are connected', 60_000);
  busy = false;
  await Promise.all(askers);

  expect(times.search.length).toBeGreaterThan(20);
  const figures = Object.fromEntries(
    Object.entries(times).map(([what, all]) => [
      what,
      { p50: Math.round(percentile(all, 0.5)), p99: Math.round(percentile(all, 0.99)), asked: all.length },
    ]),
  );
  console.info(JSON.stringify(figures));
  expect(percentile(times.health, 0.99), JSON.stringify(figures)).toBeLessThan(150);
  expect(percentile(times.search, 0.99), JSON.stringify(figures)).toBeLessThan(150);
});
