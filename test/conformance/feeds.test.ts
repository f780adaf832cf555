import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { analytics } from '#analytics/context';
import { customers } from '#customers/context';
import { deals } from '#deals/context';
import { graph } from '#graph/context';
import { inventory } from '#inventory/context';
import { context } from '#platform/context';
import { createPool } from '#platform/postgres/pool';
import { type Reaction, reaction } from '#platform/reaction';
import { sqlOn } from '#platform/postgres/sql';
import { behalfOf, onBehalf } from '#platform/on-behalf';
import { owner } from '#platform/owner';
import { tokens } from '#platform/token';
import { startApp, type TestApp } from '#testing/app';
import { until } from '#testing/log';
import { olderCopy } from '#testing/older-copy';
import { shelf } from './rest-shelf.ts';

const published = ['BookShelved', 'BookRetitled'];
const library = { ...shelf, publishes: published };
const ledger = (run: Reaction['run'] = async () => undefined) =>
  context({
    name: 'ledger',
    home: import.meta.dirname,
    rest: {},
    views: [],
    hears: ['shelf'],
    reactions: [reaction({ name: 'ledger.note', on: published, run: run as never })],
  });

type Told = { readonly tenant: string; readonly stream: string; readonly type: string; readonly data: unknown };

/** What stands in the log of an app of the published events, in order. */
const toldIn = async ({ databaseUrl }: TestApp): Promise<readonly (Told & { readonly source: string | null })[]> => {
  const pool = createPool(databaseUrl, { size: 1 });
  try {
    return await sqlOn(pool)<Told & { readonly source: string | null }>`
      select tenant, stream, type, data, meta ->> 'source' as source from log.event where type = any(${published}) order by position`;
  } finally {
    await pool.end();
  }
};

const retitle = async (app: TestApp, id: string, title: string) => {
  const { headers } = await app.request('GET', `/api/v2/books/${id}`);
  return app.request('PATCH', `/api/v2/books/${id}`, { title }, { 'if-match': String(headers['etag']) });
};

test('what a context publishes reaches those who hear it elsewhere: each event once, in order, whoever stops and starts meanwhile', {
  timeout: 60_000,
}, async () => {
  const first = await startApp([library]);
  const port = Number(new URL(await first.listen()).port);
  const peer = { url: `http://127.0.0.1:${port}`, token: await first.peerToken() };
  const shelve = async (app: TestApp, from: number) =>
    Promise.all(
      Array.from({ length: 120 }, async (_, index) => {
        const { body } = await app.request('POST', '/api/v2/books', { title: `Volume ${from + index}` });
        if (index % 3 === 0) await retitle(app, body.id, `Second volume ${from + index}`);
        if (index % 5 === 0) await app.request('DELETE', `/api/v2/books/${body.id}`);
      }),
    );
  await shelve(first, 0);

  const heard: string[] = [];
  const listening = ledger(async (event: { readonly stream: string; readonly version: number }) => {
    heard.push(`${event.stream}@${event.version}`);
  });
  const one = await startApp([listening], { peers: { shelf: peer } });
  const other = await startApp([listening], { peers: { shelf: peer }, databaseUrl: one.databaseUrl });
  await shelve(first, 1_000);
  await one.close();
  await first.close();
  const second = await startApp([library], { databaseUrl: first.databaseUrl, settings: { port } });
  await second.listen();
  await shelve(second, 2_000);
  const third = await startApp([listening], { peers: { shelf: peer }, databaseUrl: one.databaseUrl });

  const all = await toldIn(second);
  expect(all).toHaveLength(480);
  await until(async () => (await toldIn(other)).length >= all.length, 'all that is published has arrived', 30_000);
  await until(() => heard.length >= all.length, 'and was reacted to', 30_000);
  const arrived = await toldIn(third);
  const bare = (told: Awaited<ReturnType<typeof toldIn>>) => told.map(({ source: _, ...rest }) => rest);
  expect(bare(arrived)).toEqual(bare(all));
  expect(new Set(arrived.map(({ source }) => source)).size).toBe(all.length);
  expect(new Set(heard).size).toBe(all.length);
  expect(heard).toHaveLength(all.length);
});

test('a feed is read by processes of the installation only, and tells when another log was read before', async () => {
  const app = await startApp([library]);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const peer = bearer(await app.peerToken());
  const read = (input: object, headers: Readonly<Record<string, string>> = peer) =>
    app.request('POST', '/api/call/platform.readFeed', input, { [onBehalf]: behalfOf(owner), ...headers });
  expect(await read({ context: 'shelf', after: 0 })).toMatchObject({ status: 200, body: { events: [], more: false } });
  expect(await read({ context: 'nothing', after: 0 })).toMatchObject({ status: 403, body: { code: 'access.peer-context' } });
  expect(await read({ context: 'shelf', after: 99 })).toMatchObject({ status: 409, body: { code: 'platform.feed-ahead' } });
  expect(await read({ context: 'shelf', after: -1 })).toMatchObject({ status: 400 });
  const pool = createPool(app.databaseUrl, { size: 1 });
  const issuer = tokens({ sql: sqlOn(pool), now: () => new Date() });
  const people = [
    app.token,
    await issuer.issue({ tenant: 'home', actor: 'ada', scopes: ['platform:read', 'platform:admin'] }, 'ada'),
    await issuer.issue({ tenant: 'elsewhere', actor: 'eve', scopes: ['*'] }, 'eve'),
  ];
  await pool.end();
  for (const token of people) {
    expect(await read({ context: 'shelf', after: 0 }, bearer(token))).toMatchObject({ status: 403 });
    const plainly = await app.request('POST', '/api/call/platform.readFeed', { context: 'shelf', after: 0 }, bearer(token));
    expect(plainly).toMatchObject({ status: 404, body: { code: 'http.no-route' } });
  }

  const waiting = read({ context: 'shelf', after: 0, wait: 20_000 });
  const began = performance.now();
  await app.request('POST', '/api/v2/books', { title: 'Walden' });
  expect((await waiting).body.events).toMatchObject([{ type: 'BookShelved', tenant: 'home', data: { title: 'Walden' } }]);
  expect(performance.now() - began).toBeLessThan(5_000);
  const elsewhere = bearer(await app.peerToken(['shelf'], ['elsewhere']));
  expect((await read({ context: 'shelf', after: 0 }, elsewhere)).body).toMatchObject({ through: expect.any(Number), events: [] });
  const audited = async () => {
    const { body } = await app.request('POST', '/api/call/audit.listEvents', { type: 'AccessRecorded' });
    return JSON.stringify(body.items);
  };
  await until(
    async () => /"peer":"peer-1-[^"]*","feature":"platform.readFeed","outcome":"seen"/.test(await audited()),
    'it is in the audit',
  );
});

test('a peer restored from an older copy: its feed stops and is named, and an operator lets it go on where the histories part', async () => {
  const there = await startApp([library]);
  const peer = { url: await there.listen(), token: await there.peerToken() };
  const shelve = async (titles: readonly string[]) => {
    for (const title of titles) expect((await there.request('POST', '/api/v2/books', { title })).status).toBe(201);
  };
  const here = await startApp([ledger()], { peers: { shelf: peer } });
  const titles = async () => (await toldIn(here)).map(({ data }) => (data as { readonly title: string }).title);
  const health = async () => JSON.stringify((await here.request('GET', '/health')).body);
  await shelve(['one', 'two']);
  const pool = createPool(there.databaseUrl, { size: 2 });
  const restore = await olderCopy(pool);
  await shelve(['lost', 'also lost']);
  await until(async () => (await toldIn(here)).length === 4, 'all has arrived');
  await restore();
  await shelve(['three', 'four', 'five', 'six']); // as long as before, and longer
  await until(async () => /another history/.test(await health()), 'the feed is named');
  expect(await titles()).toEqual(['one', 'two', 'lost', 'also lost']);

  const reset = await here.request('POST', '/api/call/platform.resetFeed', { context: 'shelf' });
  expect(reset.body).toMatchObject({ gone: 2 });
  await until(async () => (await toldIn(here)).length === 8, 'it goes on');
  expect((await titles()).slice(4)).toEqual(['three', 'four', 'five', 'six']);
  await until(async () => !/another history/.test(await health()), 'and is named no more');
  for (const context of ['nothing', 'constructor'])
    expect((await here.request('POST', '/api/call/platform.resetFeed', { context })).status).toBe(404);
  await pool.end();
});

test('long events come in pages that an answer holds', async () => {
  const app = await startApp([graph]);
  const notes = Array.from({ length: 24 }, (_, at) => ({
    title: `Long ${at}`,
    content: randomBytes(300_000).toString('base64'),
  }));
  for (const note of notes) expect((await app.request('POST', '/api/v2/nodes', note)).status).toBe(201);
  const headers = { [onBehalf]: behalfOf(owner), authorization: `Bearer ${await app.peerToken()}` };
  const pages: number[] = [];
  for (let after = 0, more = true; more; ) {
    const { body, text } = await app.request('POST', '/api/call/platform.readFeed', { context: 'graph', after }, headers);
    expect(text.length).toBeLessThan(8_000_000);
    pages.push(body.events.length);
    ({ through: after, more } = body);
  }
  expect(pages.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(notes.length);
  expect(pages.length).toBeGreaterThan(1);
});

test('what runs at a peer is offered here too: at the same paths, through the gate here, with the answers from there', async () => {
  const there = await startApp([library]);
  const url = await there.listen();
  const front = await startApp([], { elsewhere: [library], peers: { shelf: { url, token: await there.peerToken() } } });
  const key = { 'idempotency-key': 'one-book' };
  const { status, body } = await front.request('POST', '/api/v2/books', { title: 'Walden' }, key);
  expect(status).toBe(201);
  expect((await front.request('POST', '/api/v2/books', { title: 'Walden' }, key)).body.id).toBe(body.id);
  expect((await retitle(front, body.id, 'Walden, or Life in the Woods')).status).toBe(200);
  expect((await there.request('GET', `/api/v2/books/${body.id}`)).body.title).toBe('Walden, or Life in the Woods');
  expect(await retitle(front, body.id, 'forbidden')).toMatchObject({ status: 409, body: { code: 'shelf.forbidden' } });
  expect(await front.request('POST', '/api/v2/books', { title: '' })).toMatchObject({ status: 400 });
  expect(await front.request('GET', `/api/v2/books/${body.id}`, undefined, { authorization: '' })).toMatchObject({ status: 401 });
  expect(Object.keys((await front.request('GET', '/openapi.json')).body.paths)).toContain('/api/v2/books/{id}');
});

test('whoever builds on events of another context says so, and builds on published ones', () => {
  const all = [customers, inventory, deals, graph, analytics];
  const ownerOf = new Map(all.flatMap(({ name, publishes = [] }) => publishes.map((type) => [type, name] as const)));
  for (const { name, views, reactions = [], processes = [], hears = [], publishes } of all) {
    const types = [
      ...views.flatMap((view) => Object.keys(view.on)),
      ...reactions.flatMap((each) => each.on),
      ...processes.flatMap((each) => Object.keys(each.on)),
    ];
    const owners = new Set(types.map((type) => ownerOf.get(type) ?? name).filter((owner) => owner !== name));
    expect([name, [...owners].toSorted()]).toEqual([name, hears.toSorted()]);
    if (publishes === undefined) expect(types.filter((type) => !ownerOf.has(type))).toEqual([]);
  }
});
