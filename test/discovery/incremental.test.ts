import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startBrain } from './brain.ts';

const brain = await startBrain();
const { request, write, newGraph, settled, connections } = brain;

const vocabulary = Array.from({ length: 60 }, (_, index) => `word${'bcdfghjklm'[index % 10]}${'aeiouy'[Math.floor(index / 10)]}`);

/** Texts of rarer and commoner words, the same in every run. */
const texts = (count: number): readonly { readonly title: string; readonly content: string }[] => {
  let seed = 42;
  const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length: count }, (_, index) => ({
    title: `Text ${index} ${vocabulary[Math.floor(chance() ** 2 * 60)]}`,
    content: Array.from({ length: 12 }, () => vocabulary[Math.floor(chance() ** 2 * 60)]).join(' '),
  }));
};

/** Per title, the titles and weights of its connections. */
const listsOf = async (ids: readonly string[]) => {
  const lists = new Map<number, readonly { readonly title: string; readonly weight: number }[]>();
  for (const [index, id] of ids.entries())
    lists.set(
      index,
      (await connections(id)).map(({ title, weight }) => ({ title, weight })),
    );
  return lists;
};

test('a graph grown note by note is connected as one that was written at once', { timeout: 60_000 }, async () => {
  const notes = texts(60);
  const [grown, whole] = [await newGraph('grown'), await newGraph('whole')];
  const one: string[] = [];
  for (const [index, note] of notes.entries()) {
    one.push(...(await write([{ graph: grown, ...note }])));
    if (index % 7 === 0) await settled();
  }
  const all = [...(await write(notes.map((note) => ({ graph: whole, ...note }))))];
  await settled();
  compare({ grown: await listsOf(one), whole: await listsOf(all), weights: 0.1, atLeast: 0.9 });

  // So many more that all lists are made anew: now nothing may tell the two apart but ripples of a weight, which are not written down.
  const more = texts(90).slice(60);
  one.push(...(await write(more.map((note) => ({ graph: grown, ...note })))));
  all.push(...(await write(more.map((note) => ({ graph: whole, ...note })))));
  await settled();
  compare({ grown: await listsOf(one), whole: await listsOf(all), weights: 0.01, atLeast: 1 });
});

type Lists = Awaited<ReturnType<typeof listsOf>>;

const compare = ({
  grown,
  whole,
  weights,
  atLeast,
}: {
  readonly grown: Lists;
  readonly whole: Lists;
  readonly weights: number;
  readonly atLeast: number;
}) => {
  let [same, all] = [0, 0];
  for (const [index, list] of whole)
    for (const [rank, { title, weight }] of list.entries()) {
      all++;
      const there = grown.get(index)?.find((each) => each.title === title);
      if (there) expect(Math.abs(there.weight - weight)).toBeLessThanOrEqual(weights);
      if (atLeast === 1) expect(grown.get(index)?.[rank]?.title).toBe(title);
      same += there ? 1 : 0;
    }
  expect(all).toBeGreaterThan(100);
  expect(same / all).toBeGreaterThanOrEqual(atLeast);
};

test('whatever people do with notes, the read models equal a fold of the log, and the lists name only notes that are there', {
  timeout: 90_000,
}, async () => {
  const graph = await newGraph('random');
  const pool = texts(200);
  const live = new Map<string, 'live' | 'archived'>();
  const any = (pick: number): string => [...live.keys()][pick % Math.max(1, live.size)] ?? '018f0000-0000-7000-8000-00000000dead';
  let next = 0;

  const step = fc.record({
    what: fc.constantFrom('create', 'create', 'edit', 'archive', 'restore', 'delete', 'link', 'accept', 'dismiss'),
    pick: fc.nat(1_000),
  });
  const act = async ({ what, pick }: { readonly what: string; readonly pick: number }): Promise<void> => {
    const id = any(pick);
    if (what === 'create')
      return void live.set(
        (await write([{ graph, ...(pool[next++ % 200] ?? { title: 'x' }), title: `Random ${next}` }]))[0] ?? '',
        'live',
      );
    if (what === 'edit') return void (await request('PATCH', `/api/v2/nodes/${id}`, { content: pool[pick % 200]?.content }));
    if (what === 'archive' || what === 'restore') {
      const { status } = await request('POST', `/api/v2/nodes/${id}/${what}`);
      if (status === 200) live.set(id, what === 'archive' ? 'archived' : 'live');
      return;
    }
    if (what === 'delete') {
      await request('DELETE', `/api/v2/nodes/${id}`);
      return void live.delete(id);
    }
    if (what === 'link') return void (await request('POST', '/api/v2/edges', { source: id, target: any(pick + 1) }));
    const { body } = await request('GET', `/api/v2/nodes/${id}/connections`);
    const target = body.items?.[0]?.id;
    if (target) expect((await request('POST', `/api/v2/nodes/${id}/connections/${target}/${what}`)).status).toBeLessThan(500);
  };

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 25 }), async (steps) => {
      for (const each of steps) await act(each);
      await settled();
      const names = ['discovery.connections', 'discovery.judgements'];
      expect((await request('POST', '/api/call/platform.verifyViews', { names })).body).toMatchObject({ equal: true });
      for (const [id, status] of live)
        if (status === 'live')
          for (const { id: other, weight } of await connections(id)) {
            expect(live.get(other)).toBe('live');
            expect(other).not.toBe(id);
            expect(weight).toBeGreaterThanOrEqual(0.2);
          }
    }),
    { numRuns: 6, seed: 7, endOnFailure: true },
  );
  expect(live.size).toBeGreaterThan(5);
});
