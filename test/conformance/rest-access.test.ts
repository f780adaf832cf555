import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startApp } from '#testing/app';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { createPool } from '#platform/postgres/pool';
import { shelf } from './rest-shelf.ts';

const app = await startApp([shelf]);
const { request, token } = app;
const nobody = { authorization: '' };

test('without a valid token everything but health answers 401', async () => {
  const wrong = ['', 'Bearer', 'Bearer alm_wrong', `Bearer alm_${'A'.repeat(43)}`, `Basic ${token}`, token, `Bearer ${token}x`];
  for (const path of ['/api/v2/books', '/docs', '/openapi.json', '/metrics', '/nothing', '/api/call/shelf.burn'])
    for (const authorization of path === '/docs' ? wrong : wrong.slice(0, 3))
      expect(await request('GET', path, undefined, { authorization })).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="almanac"' },
        body: { code: 'access.unknown-caller' },
      });
  for (const path of ['/health', '/health/live', '/health/ready'])
    expect((await request('GET', path, undefined, nobody)).status).toBe(200);
});

test('the body of a stranger is not even read', async () => {
  expect((await request('POST', '/api/v2/books', '{"broken', nobody)).status).toBe(401);
});

test('a token opens what its rights say, and only until it ends', async () => {
  const pool = createPool(app.databaseUrl, { size: 1 });
  const desk = tokens({ sql: sqlOn(pool), now: () => new Date() });
  const reader = `Bearer ${await desk.issue({ tenant: 'home', actor: 'reader', scopes: ['shelf:read'] }, 'test')}`;
  const past = `Bearer ${await desk.issue({ tenant: 'home', actor: 'past', scopes: ['*'] }, 'test', -1)}`;
  const powerless = `Bearer ${await desk.issue({ tenant: 'home', actor: 'none', scopes: [] }, 'test')}`;
  await pool.end();
  expect((await request('GET', '/api/v2/books', undefined, { authorization: reader })).status).toBe(200);
  expect(await request('POST', '/api/v2/books', { title: 'a' }, { authorization: reader })).toMatchObject({
    status: 403,
    body: { code: 'access.not-allowed', detail: 'This needs the right shelf:write.' },
  });
  expect((await request('GET', '/api/v2/books', undefined, { authorization: past })).status).toBe(401);
  expect((await request('GET', '/api/v2/books', undefined, { authorization: powerless })).status).toBe(401);
});

test("one tenant's book does not exist for another", async () => {
  const pool = createPool(app.databaseUrl, { size: 1 });
  const other = `Bearer ${await tokens({ sql: sqlOn(pool), now: () => new Date() }).issue({ tenant: 'other', actor: 'o', scopes: ['*'] }, 'test')}`;
  await pool.end();
  const { body } = await request('POST', '/api/v2/books', { title: 'mine' });
  const foreign = await request('GET', `/api/v2/books/${body.id}`, undefined, { authorization: other });
  const unknown = await request('GET', '/api/v2/books/unknown', undefined, { authorization: other });
  expect([foreign.status, foreign.body.code, foreign.body.detail]).toEqual([
    unknown.status,
    unknown.body.code,
    unknown.body.detail,
  ]);
});

test("the owner's token lies in the data folder for the owner alone, and in the database only as its hash", async () => {
  const file = `${app.dataFolder}/token`;
  expect(readFileSync(file, 'utf8').trim()).toBe(token);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const pool = createPool(app.databaseUrl, { size: 1 });
  const { rows } = await pool.query(
    "select encode(hash, 'hex') as hash, t::text as row from platform.token t where name = 'first start'",
  );
  await pool.end();
  expect(rows.map(({ hash }) => hash)).toEqual([createHash('sha256').update(token).digest('hex')]);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('an empty bearer beside a good cookie counts as none: the reference page sends one with its test requests', async () => {
  const ours = { cookie: `almanac=${token}`, host: 'localhost:3000', 'sec-fetch-site': 'same-origin' };
  for (const authorization of ['Bearer', 'Bearer ', 'bearer  ', ' ']) {
    expect((await request('GET', '/api/v2/books', undefined, { ...ours, authorization })).status, authorization).toBe(200);
    expect((await request('POST', '/api/v2/books', { title: 'a' }, { ...ours, authorization })).status, authorization).toBe(201);
    const foreign = { ...ours, authorization, 'sec-fetch-site': 'cross-site' };
    expect((await request('POST', '/api/v2/books', { title: 'a' }, foreign)).status, authorization).toBe(403);
    expect((await request('GET', '/api/v2/books', undefined, { authorization })).status, authorization).toBe(401);
  }
  for (const authorization of ['Bearer alm_wrong', `Basic ${token}`])
    expect((await request('GET', '/api/v2/books', undefined, { ...ours, authorization })).status, authorization).toBe(401);
});

test('a browser with the cookie may read; it may change things from our own page only', async () => {
  const cookie = `almanac=${token}`;
  const write = (more: Readonly<Record<string, string>>) =>
    request('POST', '/api/v2/books', { title: 'a' }, { ...nobody, cookie: `x=1; ${cookie}`, host: 'localhost:3000', ...more });
  expect((await request('GET', '/docs', undefined, { ...nobody, cookie })).status).toBe(200);
  expect((await write({})).body.code).toBe('access.other-origin');
  expect((await write({ origin: 'https://evil.example' })).status).toBe(403);
  expect((await write({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await write({ 'sec-fetch-site': 'same-site', origin: 'http://localhost:3001' })).status).toBe(403);
  expect((await write({ origin: 'http://localhost:3000' })).status).toBe(201);
  expect((await write({ 'sec-fetch-site': 'same-origin' })).status).toBe(201);
  expect((await request('GET', '/docs', undefined, { ...nobody, cookie: 'almanac=alm_wrong' })).status).toBe(401);
});

test('other web pages may not call: no CORS header is ever sent', async () => {
  const { headers } = await request('OPTIONS', '/api/v2/books', undefined, {
    origin: 'https://evil.example',
    'access-control-request-method': 'POST',
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
});

test('who tries wrong tokens again and again is turned away for a while', async () => {
  const answers = [];
  for (let count = 0; count < 40; count++)
    answers.push((await request('GET', '/docs', undefined, { authorization: `Bearer wrong-${count}` })).status);
  expect(answers).toContain(429);
  expect(answers.at(-1)).toBe(429);
});
