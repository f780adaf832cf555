import { describe, expect, test } from 'vitest';
import { graph } from '#graph/context';
import { startApp } from '#testing/app';

const { request } = await startApp([graph]);
const post = async (body: object) => (await request('POST', '/api/v2/nodes', body)).body;
const get = async (path: string) => (await request('GET', `/api/v2/${path}`)).body;
const patch = async (id: string, body: object) => (await request('PATCH', `/api/v2/nodes/${id}`, body)).body;
const newGraph = async () => (await request('POST', '/api/v2/graphs', { name: 'Links' })).body.id as string;
const linksOf = async (id: string) =>
  (await get(`nodes/${id}/links`)).items.map(({ target, status, node }: Link) => [target, status, node?.id]);
const backlinksOf = async (id: string) => (await get(`nodes/${id}/backlinks`)).items.map(({ source }: Link) => source.id);
type Link = { target: string; status: string; node?: { id: string }; source: { id: string } };

describe('a link', () => {
  test('to a note that is written later finds it, and tells it who links to it and where', async () => {
    const graph = await newGraph();
    const early = await post({ graph, title: 'Early', content: 'First line.\nSee [[Later|that]] soon.' });
    expect(await linksOf(early.id)).toEqual([['Later', 'unresolved', undefined]]);
    expect(await get(`graphs/${graph}/unresolved`)).toMatchObject({
      items: [{ target: 'Later', notes: 1, sources: [early.id], status: 'unresolved' }],
      total: 1,
      truncated: false,
    });
    const later = await post({ graph, title: 'Later' });
    expect(await linksOf(early.id)).toEqual([['Later', 'resolved', later.id]]);
    expect((await get(`graphs/${graph}/unresolved`)).total).toBe(0);
    expect((await get(`nodes/${later.id}/backlinks`)).items).toEqual([
      {
        source: { id: early.id, title: 'Early' },
        ordinal: 0,
        target: 'Later',
        kind: 'wikilink',
        alias: 'that',
        context: 'See [[Later|that]] soon.',
      },
    ]);
  });

  test('keeps working when its note is renamed', async () => {
    const graph = await newGraph();
    const to = await post({ graph, title: 'Before' });
    const from = await post({ graph, title: 'From', content: '[[Before]]' });
    await patch(to.id, { title: 'After' });
    expect(await linksOf(from.id)).toEqual([['Before', 'resolved', to.id]]);
    expect(await backlinksOf(to.id)).toEqual([from.id]);
  });

  test('by a name that two notes share is ambiguous, until one of them is alone again', async () => {
    const graph = await newGraph();
    const [one, two] = [await post({ graph, title: 'Same' }), await post({ graph, title: 'same' })];
    const from = await post({ graph, title: 'From', content: '[[Same]]' });
    expect((await get(`nodes/${from.id}/links?unresolved=true`)).items).toMatchObject([{ status: 'ambiguous', candidates: 2 }]);
    expect((await get(`graphs/${graph}/unresolved`)).items).toMatchObject([
      { target: 'Same', status: 'ambiguous', candidates: 2 },
    ]);
    await request('POST', `/api/v2/nodes/${two.id}/archive`, {});
    expect(await linksOf(from.id)).toEqual([['Same', 'resolved', one.id]]);
    await request('POST', `/api/v2/nodes/${two.id}/restore`, {});
    await request('DELETE', `/api/v2/nodes/${one.id}`);
    expect(await linksOf(from.id)).toEqual([['Same', 'resolved', two.id]]);
  });

  test('goes by exact path, then by file name or title, then by the end of a path, then by alias', async () => {
    const graph = await newGraph();
    const from = await post({ graph, title: 'From', content: '[[x/note]]' });
    const alias = await post({ graph, title: 'A', aliases: ['x/note'] });
    expect(await linksOf(from.id)).toEqual([['x/note', 'resolved', alias.id]]);
    const suffix = await post({ graph, path: 'deep/x/note.md', content: 'b' });
    expect(await linksOf(from.id)).toEqual([['x/note', 'resolved', suffix.id]]);
    const path = await post({ graph, path: 'x/note.md', content: 'c' });
    expect(await linksOf(from.id)).toEqual([['x/note', 'resolved', path.id]]);
  });

  test('finds notes of its own graph only, and never itself', async () => {
    const graph = await newGraph();
    await post({ graph: await newGraph(), title: 'Elsewhere' });
    const from = await post({ graph, title: 'From', content: '[[Elsewhere]] [[From]]' });
    expect(await linksOf(from.id)).toEqual([
      ['Elsewhere', 'unresolved', undefined],
      ['From', 'resolved', from.id],
    ]);
    expect(await backlinksOf(from.id)).toEqual([]);
    expect((await get(`nodes/${from.id}/neighbours`)).nodes).toHaveLength(1);
  });

  test('goes with the text, and with its note', async () => {
    const graph = await newGraph();
    const to = await post({ graph, title: 'To' });
    const from = await post({ graph, title: 'From', content: '[[To]] and ![[To]]' });
    expect(await backlinksOf(to.id)).toEqual([from.id, from.id]);
    await patch(from.id, { content: 'nothing' });
    expect(await backlinksOf(to.id)).toEqual([]);
    await patch(from.id, { content: '[[To]]' });
    await request('POST', `/api/v2/nodes/${from.id}/archive`, {});
    expect(await backlinksOf(to.id)).toEqual([]);
    await request('POST', `/api/v2/nodes/${from.id}/restore`, {});
    expect(await backlinksOf(to.id)).toEqual([from.id]);
    await request('DELETE', `/api/v2/nodes/${from.id}`);
    expect(await backlinksOf(to.id)).toEqual([]);
  });

  test('lists come page by page', async () => {
    const graph = await newGraph();
    const to = await post({ graph, title: 'Hub' });
    await request('POST', '/api/v2/nodes/bulk', {
      items: Array.from({ length: 5 }, (_, i) => ({ graph, title: `S${i}`, content: `[[Hub]] [[No ${i}]]` })),
    });
    for (const path of [`nodes/${to.id}/backlinks`, `graphs/${graph}/unresolved`]) {
      const first = await get(`${path}?limit=3`);
      const second = await get(`${path}?limit=3&cursor=${first.cursor}`);
      expect([first.truncated, second.truncated, first.items.length, second.items.length]).toEqual([true, false, 3, 2]);
      expect(new Set([...first.items, ...second.items].map((item) => JSON.stringify(item))).size).toBe(5);
    }
  });
});

describe('the notes around a note', () => {
  const titles = ({ nodes }: { nodes: { title: string; depth: number }[] }) =>
    nodes.map(({ title, depth }) => `${title} ${depth}`).toSorted();
  const connect = (source: string, target: string, type = 'relates_to') =>
    request('POST', '/api/v2/edges', { source, target, type });

  test('are found by links and edges in both directions, nearest first', async () => {
    const graph = await newGraph();
    const [a, b, c, d, e] = [
      await post({ graph, title: 'a', content: '[[b]]' }),
      await post({ graph, title: 'b' }),
      await post({ graph, title: 'c', content: '[[b]]' }),
      await post({ graph, title: 'd', tags: ['keep'] }),
      await post({ graph, title: 'e', tags: ['keep'] }),
    ];
    await connect(c.id, d.id, 'supports');
    await connect(e.id, d.id);
    expect(titles(await get(`nodes/${a.id}/neighbours`))).toEqual(['a 0', 'b 1']);
    const all = await get(`nodes/${a.id}/neighbours?depth=5`);
    expect(titles(all)).toEqual(['a 0', 'b 1', 'c 2', 'd 3', 'e 4']);
    expect(all.truncated).toBe(false);
    expect(all.edges).toHaveLength(4);
    expect(all.edges).toContainEqual({ source: c.id, target: d.id, type: 'supports', origin: 'manual', weight: 1 });
    expect(all.edges).toContainEqual({ source: a.id, target: b.id, type: 'references', origin: 'wikilink', weight: 1 });
    expect(titles(await get(`nodes/${d.id}/neighbours?depth=5&tag=keep`))).toEqual(['d 0', 'e 1']);
    expect(titles(await get(`nodes/${d.id}/neighbours?depth=5&type=supports`))).toEqual(['c 1', 'd 0']);
    await request('POST', `/api/v2/nodes/${d.id}/archive`, {});
    expect(titles(await get(`nodes/${a.id}/neighbours?depth=5`))).toEqual(['a 0', 'b 1', 'c 2']);
  });

  test('are as many as asked for, and the answer says when there are more', async () => {
    const graph = await newGraph();
    const hub = await post({ graph, title: 'hub' });
    await request('POST', '/api/v2/nodes/bulk', {
      items: Array.from({ length: 300 }, (_, i) => ({ graph, title: `n${i}`, content: '[[hub]]' })),
    });
    const some = await get(`nodes/${hub.id}/neighbours?depth=3&limit=100`);
    expect([some.nodes.length, some.truncated]).toEqual([100, true]);
    expect(some.edges).toHaveLength(99);
    const all = await get(`nodes/${hub.id}/neighbours?depth=3&limit=301`);
    expect([all.nodes.length, all.truncated]).toEqual([301, false]);
    expect((await request('GET', `/api/v2/nodes/${hub.id}/neighbours?depth=6`)).status).toBe(400);
  });

  test('are told for many notes at once, for those who look for new connections', async () => {
    const graph = await newGraph();
    const [a, b, c] = [
      await post({ graph, title: 'a', content: '[[b]]' }),
      await post({ graph, title: 'b' }),
      await post({ graph, title: 'c' }),
    ];
    await connect(c.id, a.id);
    const { items } = (await request('POST', '/api/call/graph.linkedNodes', { ids: [a.id, b.id, c.id] })).body;
    expect(items.map(({ linked }: { linked: string[] }) => new Set(linked))).toEqual([
      new Set([b.id, c.id]),
      new Set([a.id]),
      new Set([a.id]),
    ]);
  });
});
