import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { graph } from '#graph/context';
import { limits } from '#platform/limits';
import { createPool } from '#platform/postgres/pool';
import { startApp } from '#testing/app';
import { until } from './ask.ts';

const app = await startApp([graph]);
const { request } = app;
const url = new URL(await app.listen());

/** Sends bytes on a bare socket and answers with all that comes back until it is closed, or quiet for a second. */
const wire = (...parts: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(url.port), url.hostname, () => parts.forEach((part) => socket.write(part)));
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('data', (chunk) => (answer += chunk)).on('close', () => resolve(answer));
    socket.on('error', (error) => ('code' in error && error.code === 'ECONNRESET' ? resolve(answer) : reject(error)));
  });

const post = (headers: readonly string[], body: string) =>
  `${['POST /api/v2/nodes HTTP/1.1', 'Host: almanac', `Authorization: Bearer ${app.token}`, 'Content-Type: application/json', ...headers].join('\r\n')}\r\n\r\n${body}`;
const statuses = (answer: string) => [...answer.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
const smuggled = post(['Content-Length: 20'], '{"title":"Smuggled"}');

test.each([
  ['a length and chunks', ['Content-Length: 5', 'Transfer-Encoding: chunked'], `0\r\n\r\n${smuggled}`],
  ['chunks, then a length', ['Transfer-Encoding: chunked', 'Content-Length: 5'], `0\r\n\r\n${smuggled}`],
  ['two lengths', ['Content-Length: 0', `Content-Length: ${smuggled.length}`], smuggled],
  ['two lengths in one', [`Content-Length: 0, ${smuggled.length}`], smuggled],
  ['a length with a sign', ['Content-Length: +0'], smuggled],
  ['a length in hexadecimal', ['Content-Length: 0x0'], smuggled],
  ['a length below zero', ['Content-Length: -1'], smuggled],
  ['an unknown coding', ['Transfer-Encoding: xchunked'], `0\r\n\r\n${smuggled}`],
  ['chunks that are not the last coding', ['Transfer-Encoding: chunked, identity'], `0\r\n\r\n${smuggled}`],
  ['a blank before the colon', ['Transfer-Encoding : chunked', 'Content-Length: 0'], smuggled],
  ['a folded header', ['Transfer-Encoding:\r\n chunked', 'Content-Length: 0'], smuggled],
  ['a chunk that is too long to be counted', ['Transfer-Encoding: chunked'], `fffffffffffffffff\r\n${smuggled}`],
  ['a chunk of a negative length', ['Transfer-Encoding: chunked'], `-1\r\n${smuggled}`],
  ['a chunk without its end', ['Transfer-Encoding: chunked'], `3\r\n{}xx\r\n0\r\n\r\n${smuggled}`],
])('a request hidden behind %s is never carried out', async (_what, headers, body) => {
  const answered = statuses(await wire(post(headers, body)));
  expect(answered.length).toBeGreaterThan(0);
  for (const status of answered) expect([400, 413, 501]).toContain(status);
  expect((await request('GET', '/api/v2/nodes?title=Smuggled')).body.items).toEqual([]);
});

test('two requests in one packet are two, and are answered in their order', async () => {
  const both = await wire(
    post(['Content-Length: 15'], '{"title":"One"}') + post(['Content-Length: 15', 'Connection: close'], '{"title":"Two"}'),
  );
  expect(statuses(both)).toEqual([201, 201]);
  expect(both.indexOf('"One"')).toBeLessThan(both.indexOf('"Two"'));
});

test('requests that are sent on without waiting are handled in their order, and the connection stays', async () => {
  const titles = Array.from({ length: limits.pipelined - 1 }, (_, n) => `In order ${n}`);
  const sent = titles.map((title) => JSON.stringify({ title })).map((body) => post([`Content-Length: ${body.length}`], body));
  const last = post(['Content-Length: 16', 'Connection: close'], '{"title":"Last"}');
  const answer = await wire(sent.join(''), last);
  expect(statuses(answer)).toEqual(Array.from({ length: limits.pipelined }, () => 201));
  expect([...answer.matchAll(/"title":"(In order \d+)"/g)].map(([, title]) => title)).toEqual(titles);
  expect(answer.match(/connection: close/gi)).toHaveLength(1);
});

test('of a thousand requests at once the first few are answered, the last of them says that it closes', async () => {
  const one = post(['Content-Length: 16'], '{"title":"Rush"}');
  const answer = await wire(one.repeat(1_000));
  const answered = statuses(answer);
  expect(answered).toEqual(Array.from({ length: limits.pipelined + 1 }, () => 201));
  expect(answer.match(/connection: close/gi)).toHaveLength(1);
  expect(answer.lastIndexOf('HTTP/1.1 201')).toBeLessThan(answer.search(/connection: close/i));
  const pool = createPool(app.databaseUrl, { size: 1 });
  const { rows } = await pool.query(`select count(*)::int as rushed from graph.nodes where title = 'Rush'`);
  await pool.end();
  expect(rows[0].rushed, 'What is not answered is not carried out').toBe(answered.length);
});

test('headers without end are refused', async () => {
  expect(
    statuses(
      await wire(
        post(
          Array.from({ length: 3_000 }, (_, at) => `X-${at}: ${'x'.repeat(40)}`),
          '',
        ),
      ),
    ),
  ).toEqual([431]);
});

test('a hundred bodies that never arrive hold nobody up, and leave nothing', async () => {
  const sockets = Array.from({ length: 100 }, () => {
    const socket = connect(Number(url.port), url.hostname, () => socket.write(post(['Content-Length: 1000'], '{"title":"Slow')));
    return socket.on('error', () => undefined);
  });
  const began = performance.now();
  for (let round = 0; round < 10; round++)
    expect((await request('POST', '/api/v2/nodes', { title: `Quick ${round}` })).status).toBe(201);
  expect(performance.now() - began).toBeLessThan(5_000);
  for (const socket of sockets) socket.destroy();
  expect((await request('GET', '/api/v2/nodes?title=Slow')).body.items).toEqual([]);
});

const upload = (body: Buffer, id: string = crypto.randomUUID()) =>
  request('POST', `/api/v2/imports?source=bomb&id=${id}`, body, {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
  });

const line = (at: number) => `${JSON.stringify({ path: `bomb/${at}.md`, content: 'boom '.repeat(200) })}\n`;

test.each([
  ['one endless line', () => 'x'.repeat(60 * 1024 * 1024)],
  ['blank lines', () => '\n'.repeat(60 * 1024 * 1024)],
  ['sixty thousand notes', () => Array.from({ length: 60_000 }, (_, at) => line(at)).join('')],
])('a body of %s, packed small, is refused at the limit and takes little memory', { timeout: 60_000 }, async (_what, make) => {
  const packed = gzipSync(make());
  expect(packed.length).toBeLessThan(4 * 1024 * 1024);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
  const id = crypto.randomUUID();
  const began = performance.now();
  const { status, body } = await upload(packed, id);
  clearInterval(watch);
  expect(performance.now() - began).toBeLessThan(20_000);
  expect([status, body.code]).toEqual([
    expect.toBeOneOf([400, 413]),
    expect.toBeOneOf(['http.too-large', 'graph.import-bad-line']),
  ]);
  expect((most - before) / 1024 / 1024).toBeLessThan(200);
  expect((await request('GET', `/api/v2/imports/${id}`)).status).toBe(404);
  const pool = createPool(app.databaseUrl, { size: 1 });
  await until(
    async () => ((await pool.query('select from graph.import_spool limit 1')).rowCount === 0 ? true : undefined),
    'nothing of it is kept',
    10_000,
  );
  await pool.end();
});

test('circles of links, two notes of one name and links in code are what they are', async () => {
  const files = {
    'ring/a.md': '# Ring A\n\n[[Ring B]] [[ring/a]]',
    'ring/b.md': '# Ring B\n\n[[Ring C]]',
    'ring/c.md': '# Ring C\n\n[[Ring A]] [[Ring A]]',
    'one/Same.md': 'one of the two',
    'two/Same.md': 'the other, see `[[Ring A]]`\n\n```\n[[Ring B]]\n```\n\n    [[Ring C]]\n',
    'pointer.md': 'to [[Same]], [[two/Same]] and [[Nowhere]]',
  };
  const lines = [...Object.entries(files).map(([path, content]) => ({ path, content })), { end: 6 }]
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
  const { body } = await request('POST', '/api/v2/imports?source=ring', lines, { 'content-type': 'application/x-ndjson' });
  await until(
    async () => ((await request('GET', `/api/v2/imports/${body.id}`)).body.status === 'completed' ? true : undefined),
    'the import is over',
  );
  const find = async (title: string) => (await request('GET', `/api/v2/nodes?title=${encodeURIComponent(title)}`)).body.items;
  const titles = (items: readonly { readonly title: string }[]) => items.map(({ title }) => title).sort();

  const [ring] = await find('Ring A');
  const around = (await request('GET', `/api/v2/nodes/${ring.id}/neighbours?depth=5`)).body;
  expect(titles(around.nodes)).toEqual(['Ring A', 'Ring B', 'Ring C']);
  expect(around.truncated).toBe(false);
  const { items } = (await request('GET', `/api/v2/nodes/${ring.id}/backlinks`)).body;
  expect(titles(items.map(({ source }: { readonly source: { readonly title: string } }) => source))).toEqual([
    'Ring C',
    'Ring C',
  ]);

  const same = await find('Same');
  expect(titles(same)).toEqual(['Same', 'Same']);
  for (const each of same) expect((await request('GET', `/api/v2/nodes/${each.id}/links`)).body.items).toEqual([]);
});
