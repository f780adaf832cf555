import { describe, expect, test } from 'vitest';
import { asStranger, type Brain, startBrain } from './brain.ts';

const brain: Brain = await startBrain();
const { request, search, write, newGraph } = brain;
const garden = await newGraph('garden');
await brain.settled(); // the thread of the index starts with the first note
const note = async (fields: object): Promise<string> =>
  (await request('POST', '/api/v2/nodes', { graph: garden, ...fields })).body.id;
const ids = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id);
const asked = (text: string) => `q=${encodeURIComponent(text)}`;

describe('search', () => {
  test('finds a note written a moment ago, by its words, its title and other forms of a word', async () => {
    const id = await note({ title: 'Pruning roses', content: 'Cut above an outward bud in late winter.' });
    for (const words of ['outward bud', 'pruning', 'prune rose', 'WINTER']) expect(ids(await search(asked(words)))).toEqual([id]);
    const [hit] = await search(asked('outward'));
    expect(hit).toMatchObject({ id, graph: garden, title: 'Pruning roses' });
    expect(hit?.score).toBeGreaterThan(0);
  });

  test('finds the changed text and no longer the former', async () => {
    const id = await note({ title: 'Changing', content: 'quagmire' });
    expect(ids(await search('q=quagmire'))).toEqual([id]);
    await request('PATCH', `/api/v2/nodes/${id}`, { content: 'marshland' });
    expect(ids(await search('q=marshland'))).toEqual([id]);
    expect(await search('q=quagmire')).toEqual([]);
    await request('PATCH', `/api/v2/nodes/${id}`, { title: 'Renamed to peatbog' });
    expect(ids(await search('q=peatbog'))).toEqual([id]);
  });

  test('keeps to a tag and what is nested in it, and to several at once', async () => {
    const [tree, oak, fern] = [
      await note({ title: 'A tree', content: 'chlorophyll', tags: ['plant/tree'] }),
      await note({ title: 'An oak', content: 'chlorophyll', tags: ['Plant/Tree/Oak', 'old'] }),
      await note({ title: 'A fern', content: 'chlorophyll', tags: ['plantation'] }),
    ];
    const tagged = async (...tags: string[]) =>
      new Set(ids(await search(`q=chlorophyll&${tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&')}`)));
    expect(await tagged('plant')).toEqual(new Set([tree, oak]));
    expect(await tagged('#plant/tree')).toEqual(new Set([tree, oak]));
    expect(await tagged('plant', 'old')).toEqual(new Set([oak]));
    expect(await tagged('plantation')).toEqual(new Set([fern]));
    expect(await tagged('nothing')).toEqual(new Set());
    await request('PATCH', `/api/v2/nodes/${oak}`, { tags: [] });
    expect(await tagged('plant')).toEqual(new Set([tree]));
  });

  test('looks through all graphs, or through one', async () => {
    const other = await newGraph('other');
    const [here, there] = [
      await note({ title: 'Here', content: 'amphibian' }),
      await note({ graph: other, title: 'There', content: 'amphibian' }),
    ];
    expect(new Set(ids(await search('q=amphibian')))).toEqual(new Set([here, there]));
    expect(ids(await search(`q=amphibian&graph=${other}`))).toEqual([there]);
    expect(await search(`q=amphibian&graph=${here}`)).toEqual([]);
  });

  test('answers page by page, each note once, best first', async () => {
    await write(
      Array.from({ length: 25 }, (_, index) => ({
        graph: garden,
        title: `Page ${index}`,
        content: `lighthouse ${'keeper '.repeat(index)}`,
      })),
    );
    const seen: string[] = [];
    const scores: number[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page++) {
      const { body } = await request('GET', `/api/v2/search?q=lighthouse&limit=10${cursor && `&cursor=${cursor}`}`);
      expect(body.total).toBe(25);
      expect(body.truncated).toBe(page < 2);
      seen.push(...ids(body.items));
      scores.push(...body.items.map(({ score }: { score: number }) => score));
      cursor = body.cursor ?? '';
    }
    expect([seen.length, new Set(seen).size, cursor]).toEqual([25, 25, '']);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  });

  test.each(['zzz', 's', 'czEwMDA', 'cy0x', Buffer.from('s99999').toString('base64url'), "s1' or 1=1"])(
    'refuses the cursor %s',
    async (cursor) => {
      const { status, body } = await request('GET', `/api/v2/search?q=rose&cursor=${encodeURIComponent(cursor)}`);
      expect([status, body.code]).toEqual([400, 'discovery.bad-cursor']);
    },
  );

  test.each([
    'q=',
    '',
    'q=a&limit=0',
    'q=a&limit=101',
    'q=a&limit=x',
    'q=a%00b',
    'q=a&graph=nonsense',
    `q=${'x'.repeat(1_001)}`,
    `q=a&tag=${'t'.repeat(101)}`,
  ])('refuses %j', async (query) => expect((await request('GET', `/api/v2/search?${query}`)).status).toBe(400));

  test.each([
    'the',
    'and of the',
    '   ',
    '...',
    '🙂',
    '"',
    '%',
    "'; drop table",
    'x'.repeat(1_000),
    'rose '.repeat(200),
    '\ud83d\ude00'.repeat(400),
  ])('answers %j without complaint', async (text) =>
    expect((await request('GET', `/api/v2/search?${asked(text)}`)).status).toBe(200),
  );

  test('finds stop words where they are all there is, emoji between words, and languages without spaces', async () => {
    const [who, party, tokyo, ugly] = [
      await note({ title: 'The Who' }),
      await note({ title: '🎉 Celebration', content: 'Bring fireworks 🎆.' }),
      await note({ title: '東京の天気', content: '明日は雨が降るでしょう。' }),
      await note({ title: 'Straße', content: 'Überraschung in der Küche' }),
    ];
    expect(ids(await search(asked('the who')))).toContain(who);
    expect(ids(await search(asked('fireworks 🎆')))).toEqual([party]);
    expect(ids(await search(asked('天気')))).toEqual([tokyo]);
    expect(ids(await search(asked('überraschung')))).toEqual([ugly]);
  });

  test('shows the passage, and where the words stand in it', async () => {
    await note({
      title: 'Harbour',
      content: `# Head\n\n${'Filler words go on and on. '.repeat(40)}\n\nThe old *harbourmaster* rang 🔔 the foghorn twice.\n`,
    });
    const [hit] = await search(asked('foghorns harbourmaster'));
    const { text, ranges } = hit?.highlights[0] ?? { text: '', ranges: [] };
    expect(ranges.map(([start, end]) => text.slice(start, end).toLowerCase())).toEqual(['harbourmaster', 'foghorn']);
    expect(text.length).toBeLessThan(300);
  });

  test('loses a note that is archived or deleted, and finds it again when it is restored', async () => {
    const id = await note({ title: 'Coming and going', content: 'perihelion' });
    expect(ids(await search('q=perihelion'))).toEqual([id]);
    expect((await request('POST', `/api/v2/nodes/${id}/archive`)).status).toBe(200);
    expect(await search('q=perihelion')).toEqual([]);
    expect((await request('POST', `/api/v2/nodes/${id}/restore`)).status).toBe(200);
    expect(ids(await search('q=perihelion'))).toEqual([id]);
    expect((await request('DELETE', `/api/v2/nodes/${id}`)).status).toBeLessThan(300);
    expect(await search('q=perihelion')).toEqual([]);
  });

  test('shows a stranger nothing, and tells them of no graph', async () => {
    await note({ title: 'Private', content: 'diary' });
    const stranger = await asStranger(brain);
    expect((await stranger('GET', '/api/v2/search?q=diary')).body).toEqual({ items: [], total: 0, truncated: false });
    expect((await stranger('GET', `/api/v2/search?q=diary&graph=${garden}`)).body).toEqual({
      items: [],
      total: 0,
      truncated: false,
    });
    expect((await stranger('GET', '/api/v2/index/status')).body).toMatchObject({ notes: 0, waiting: 0, behind: 0 });
    expect((await request('GET', '/api/v2/search?q=diary', undefined, { authorization: '' })).status).toBe(401);
  });
});

test('the index tells how many notes it holds and how many wait for their connections', async () => {
  await brain.settled();
  const before = (await request('GET', '/api/v2/index/status')).body;
  expect(before.waiting).toBe(0);
  await write([
    { graph: garden, title: 'One more' },
    { graph: garden, title: 'And one more' },
  ]);
  await brain.settled();
  expect((await request('GET', '/api/v2/index/status')).body).toMatchObject({ notes: before.notes + 3, waiting: 0 }); // and the marker
});
