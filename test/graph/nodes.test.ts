import { describe, expect, test } from 'vitest';
import { graph } from '#graph/context';
import { startApp } from '#testing/app';

const { request } = await startApp([graph]);
const post = (body: object, headers = {}) => request('POST', '/api/v2/nodes', body, headers);
const get = (path: string) => request('GET', `/api/v2/${path}`);

describe('a note', () => {
  test('is written with what its text says, and read back', async () => {
    const made = await post({
      title: 'Almanac',
      content: '# Other\n[[Log]] #idea',
      tags: ['Project/House'],
      aliases: ['The house'],
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      title: 'Almanac',
      tags: ['Project/House', 'idea'],
      aliases: ['The house'],
      status: 'live',
      revision: 1,
    });
    expect(made.headers['etag']).toBe('"1"');
    const read = await get(`nodes/${made.body.id}`);
    expect(read.body).toEqual(made.body);
    expect(Date.parse(read.body.createdAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('takes its title from the first heading or its file name', async () => {
    expect((await post({ content: 'x\n# Heading\n' })).body.title).toBe('Heading');
    expect((await post({ path: 'a/b.md' })).body.title).toBe('b');
    expect((await post({ content: '  ' })).body.code).toBe('graph.no-title');
  });

  test('given twice under one id is one note, and another one under that id is refused', async () => {
    const note = { id: '018f0000-0000-7000-8000-000000000001', title: 'Once', content: 'x' };
    const first = await post(note);
    const second = await post(note);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    const other = await post({ ...note, content: 'y' });
    expect([other.status, other.body.code]).toEqual([409, 'graph.node-exists']);
  });

  test('is replaced only by who knows its revision', async () => {
    const { body } = await post({ title: 'Draft', content: 'one', tags: ['a'], position: { x: 1, y: 2 } });
    const put = (headers: object, text = 'two') =>
      request('PUT', `/api/v2/nodes/${body.id}`, { title: 'Draft', content: text }, { ...headers });
    expect((await put({})).status).toBe(428);
    expect((await put({ 'if-match': '"9"' })).status).toBe(412);
    const done = await put({ 'if-match': '"1"' });
    expect(done.body).toMatchObject({ content: 'two', tags: [] });
    expect(done.body.position).toBeUndefined();
    expect((await put({ 'if-match': done.headers['etag'] })).headers['etag']).toBe(done.headers['etag']);
  });

  test('is changed in part, and what only its former text said of it goes', async () => {
    const { body } = await post({ title: 'Part', content: '#old [[X]]', tags: ['kept'], properties: { a: 1 } });
    const patch = (change: object) => request('PATCH', `/api/v2/nodes/${body.id}`, change);
    expect((await patch({ content: '#new' })).body).toMatchObject({ title: 'Part', tags: ['kept', 'new'], properties: { a: 1 } });
    expect((await patch({ position: { x: 1, y: 1, z: 1 } })).body.position).toEqual({ x: 1, y: 1, z: 1 });
    expect((await patch({ position: null })).body.position).toBeUndefined();
    const before = (await get(`nodes/${body.id}`)).headers['etag'];
    expect((await patch({ title: 'Part' })).headers['etag']).toBe(before);
  });

  test('keeps its former title as an alias, unless the aliases are named', async () => {
    const { body } = await post({ title: 'First' });
    const patch = (change: object) => request('PATCH', `/api/v2/nodes/${body.id}`, change);
    expect((await patch({ title: 'Second' })).body.aliases).toEqual(['First']);
    expect((await patch({ title: 'First' })).body.aliases).toEqual(['Second']);
    expect((await patch({ title: 'Third', aliases: [] })).body.aliases).toEqual([]);
  });

  test('is put away and brought back', async () => {
    const { body } = await post({ title: 'Old', tags: ['putaway'] });
    expect((await request('POST', `/api/v2/nodes/${body.id}/archive`, {})).body.status).toBe('archived');
    expect((await get('nodes?tag=putaway')).body.items).toEqual([]);
    expect((await get('nodes?tag=putaway&status=archived')).body.items).toHaveLength(1);
    expect((await request('PATCH', `/api/v2/nodes/${body.id}`, { title: 'x' })).body.code).toBe('graph.node-archived');
    expect((await request('POST', `/api/v2/nodes/${body.id}/restore`, {})).body.status).toBe('live');
    expect((await get('nodes?tag=putaway')).body.items).toHaveLength(1);
  });

  test('is gone once deleted, on every path that names it', async () => {
    const { body } = await post({ title: 'Gone' });
    expect((await request('DELETE', `/api/v2/nodes/${body.id}`)).status).toBe(204);
    const unknown = await get('nodes/018f0000-0000-7000-8000-00000000dead');
    for (const path of ['', '/links', '/backlinks', '/neighbours', '/history']) {
      const answer = await get(`nodes/${body.id}${path}`);
      expect([answer.status, answer.body.code, answer.body.detail]).toEqual([404, 'graph.no-node', unknown.body.detail]);
    }
    expect((await request('DELETE', `/api/v2/nodes/${body.id}`)).status).toBe(404);
  });

  test('is read as it was', async () => {
    const { body } = await post({ title: 'Then', content: 'one' });
    const between = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await request('PATCH', `/api/v2/nodes/${body.id}`, { content: 'two' });
    expect((await get(`nodes/${body.id}?asOf=${between}`)).body.content).toBe('one');
    const { items } = (await get(`nodes/${body.id}/history`)).body;
    expect(items.map(({ type }: { type: string }) => type)).toEqual(['NodeCreated', 'NodeContentUpdated']);
    expect((await get(`nodes/${body.id}?asOf=${items[0].position}`)).body.content).toBe('one');
    expect((await get(`nodes/${body.id}?asOf=yesterday`)).body.code).toBe('graph.bad-moment');
    const page = (await get(`nodes/${body.id}/history?limit=1`)).body;
    expect(page.truncated).toBe(true);
    expect((await get(`nodes/${body.id}/history?limit=1&cursor=${page.cursor}`)).body.items).toEqual([items[1]]);
  });
});

describe('lists of notes', () => {
  test('come page by page, newest first, none twice and none left out', async () => {
    const { body } = await request('POST', '/api/v2/graphs', { name: 'Pages' });
    const titles = Array.from({ length: 7 }, (_, index) => `Page ${index}`);
    await request('POST', '/api/v2/nodes/bulk', {
      items: titles.map((title) => ({ title, graph: body.id, tags: ['Deep/Tag'] })),
    });
    for (const filter of ['', '&tag=deep', '&tag=DEEP/tag']) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = (await get(`nodes?graph=${body.id}&limit=3${filter}${cursor}`)).body;
        seen.push(...page.items.map(({ title }: { title: string }) => title));
        expect(page.truncated).toBe(page.cursor !== undefined);
        cursor = page.cursor === undefined ? '' : `&cursor=${page.cursor}`;
      } while (cursor !== '');
      expect(seen.toSorted()).toEqual(titles);
    }
    expect((await get(`nodes?graph=${body.id}&tag=other`)).body.items).toEqual([]);
  });

  test('refuse a cursor they did not make', async () => {
    for (const cursor of ['x', 'WyJ4Il0', 'W10', Buffer.from('["2026-01-01T00:00:00.000Z","1 or 1=1"]').toString('base64url')])
      expect((await get(`nodes?cursor=${cursor}`)).body.code).toBe('graph.bad-cursor');
  });

  test('find a note by any of its names', async () => {
    const { body } = await post({ title: 'Proper Name', aliases: ['Nick'], path: 'deep/file.md' });
    for (const title of ['proper name', 'nick', 'deep/file', 'File.md'])
      expect((await get(`nodes?title=${encodeURIComponent(title)}`)).body.items.map(({ id }: { id: string }) => id)).toEqual([
        body.id,
      ]);
  });

  test('read the notes asked for with their text, in one go', async () => {
    const [a, b] = [await post({ title: 'A', content: 'aa' }), await post({ title: 'B', content: 'bb' })];
    const { body } = await get(`nodes?ids=${b.body.id},018f0000-0000-7000-8000-00000000dead,${a.body.id}`);
    expect(body.items.map(({ content }: { content: string }) => content)).toEqual(['bb', 'aa']);
  });
});

describe('notes in bulk', () => {
  const bulk = (items: readonly object[], headers = {}) => request('POST', '/api/v2/nodes/bulk', { items }, headers);

  test('are each written or refused by themselves', async () => {
    const { body } = await bulk([
      { title: 'Good' },
      { title: 'x'.repeat(300) },
      { title: 'Also good', graph: '018f0000-0000-7000-8000-00000000dead' },
      {},
    ]);
    expect(body.results.map(({ status }: { status: string }) => status)).toEqual(['created', 'failed', 'failed', 'failed']);
    expect(body.results.map(({ problem }: { problem?: { code: string } }) => problem?.code)).toEqual([
      undefined,
      'graph.bad-title',
      'graph.no-graph',
      'graph.no-title',
    ]);
    expect((await get(`nodes/${body.results[0].id}`)).body.title).toBe('Good');
  });

  test('under a key of the client are written once', async () => {
    const items = [
      { title: 'Mine', key: 'k1' },
      { title: 'Other', key: 'k2' },
    ];
    const first = (await bulk(items)).body.results;
    const second = (await bulk([...items, { title: 'Third', key: 'k2' }])).body.results;
    expect(second.slice(0, 2)).toEqual(first.map((result: object) => ({ ...result, status: 'unchanged' })));
    expect(second[2].problem.code).toBe('graph.repeated');
    expect((await bulk([{ title: 'Changed', key: 'k1' }])).body.results[0].problem.code).toBe('graph.node-exists');
  });

  test('answer the same under the same Idempotency-Key', async () => {
    const first = await bulk([{ title: 'Kept' }], { 'idempotency-key': 'bulk-1' });
    expect((await bulk([{ title: 'Kept' }], { 'idempotency-key': 'bulk-1' })).body).toEqual(first.body);
  });

  test('are a thousand at most', async () => {
    const { body } = await bulk(Array.from({ length: 1_000 }, (_, index) => ({ title: `Many ${index}` })));
    expect(body.results.every(({ status }: { status: string }) => status === 'created')).toBe(true);
    expect((await bulk(Array.from({ length: 1_001 }, () => ({ title: 'x' })))).status).toBe(400);
  });
});
