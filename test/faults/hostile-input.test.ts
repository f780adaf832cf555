import { expect, test } from 'vitest';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { createPool } from '#platform/postgres/pool';
import { startApp } from '#testing/app';

const app = await startApp([graph, discovery(startEngine())]);
const { request } = app;

const note = (await request('POST', '/api/v2/nodes', { title: 'Here', content: 'before' })).body.id;
const packed = (text: string) => Buffer.from(text).toString('base64url');
const hostile: readonly (readonly [what: string, text: string])[] = [
  ['a quote', `' or 1=1 --`],
  ['a statement', `'; drop schema graph cascade; --`],
  ['a dollar quote', `$$; select pg_sleep(9); $$`],
  ['a wildcard', '%_\\'],
  ['JSON', '{"$ne":null}'],
  ['a packed quote', packed(`' or 1=1 --`)],
  ['a packed list', packed(`["2026-01-01T00:00:00.000Z","' or 1=1"]`)],
  ['packed dashes', packed('-'.repeat(36))],
  ['packed digits', packed('9'.repeat(9))],
  ['a packed moment', packed(JSON.stringify(['275760-09-13T00:00:00.000Z', note]))],
  ['a packed infinity', packed(JSON.stringify(['infinity', note]))],
  ['a packed place', packed('s-1')],
  ['a NUL', 'a\0b'],
  ['half a surrogate pair, spelt in bytes', '%ED%A0%80'],
  ['ten thousand letters', 'x'.repeat(10_000)],
  ['nothing', ''],
  ['an enormous number', '9'.repeat(30)],
  ['a negative number', '-1'],
  ['not a number', 'NaN'],
  ['a way out', '../../etc/passwd'],
];

const routes = app.runtime.contexts.flatMap(({ rest }) =>
  Object.entries(rest).map(([route, feature]) => ({
    method: route.split(' ')[0] ?? '',
    path: `/api${route.split(' ')[1]}`,
    feature,
  })),
);
const withIds = (path: string) => path.replaceAll(/:\w+/g, note);

const questions = routes
  .filter(({ method }) => method === 'GET')
  .flatMap(({ path, feature }) =>
    Object.keys(feature.input.properties)
      .filter((name) => !path.includes(`:${name}`))
      .map((name) => ({ path, name })),
  );

test.each(questions)('$path takes anything as its $name, and never fails for it', async ({ path, name }) => {
  const needed = path.endsWith('/search') && name !== 'q' ? '&q=here' : '';
  for (const [what, text] of hostile) {
    const value = text.startsWith('%ED') ? text : encodeURIComponent(text);
    const { status } = await request('GET', `${withIds(path)}?${name}=${value}${needed}`);
    expect(status, what).toBeLessThan(500);
  }
});

test.each(routes.filter(({ path }) => path.includes(':')))(
  '$method $path takes anything as its id, and never fails for it',
  async ({ method, path }) => {
    for (const [what, text] of hostile) {
      if (text === '') continue;
      const value = text.startsWith('%ED') ? text : encodeURIComponent(text);
      const { status } = await request(
        method,
        path.replaceAll(/:\w+/g, value),
        method === 'GET' || method === 'DELETE' ? undefined : {},
        { 'if-match': '*' },
      );
      expect(status, what).toBeGreaterThanOrEqual(400);
      expect(status, what).toBeLessThan(500);
    }
  },
);

const texts: readonly (readonly [what: string, value: unknown])[] = [
  ['a NUL', 'a\0b'],
  ['half of a pair', 'a\ud800'],
  ['the other half', '\udfffb'],
  ['a NUL in a list', ['a\0b']],
  ['a NUL inside', { a: { b: ['\0'] } }],
  ['a NUL in a name', { 'a\0': 1 }],
  ['half of a pair in a name', { '\ud800': 1 }],
];
const bodies = routes
  .filter(({ method, feature }) => (method === 'POST' || method === 'PUT' || method === 'PATCH') && feature.stream === undefined)
  .flatMap(({ method, path, feature }) =>
    Object.keys(feature.input.properties)
      .filter((name) => !path.includes(`:${name}`) && name !== 'revision')
      .map((name) => ({ method, path, name })),
  );

test.each(bodies)('$method $path refuses what no text may hold in its $name', async ({ method, path, name }) => {
  for (const [what, value] of texts) {
    // As escapes: JSON can say what UTF-8 cannot.
    const answer = await request(method, withIds(path), JSON.stringify({ [name]: value }), { 'if-match': '*' });
    expect([answer.status, answer.body.kind], what).toEqual([400, 'invalid']);
  }
});

test('properties that reach for the prototype change no object but their own, if any', async () => {
  for (const properties of [
    '{"__proto__":{"owned":true}}',
    '{"a":{"__proto__":{"owned":true}}}',
    '{"constructor":{"prototype":{"owned":true}}}',
    '{"a":{"constructor":{"owned":true}}}',
  ]) {
    const { status } = await request('POST', '/api/v2/nodes', `{"title":"Reach","properties":${properties}}`);
    expect(status, properties).toBe(400);
  }
  for (const name of ['toString', 'hasOwnProperty', 'valueOf']) {
    const { body, status } = await request('POST', '/api/v2/nodes', { title: 'Own', properties: { [name]: 'mine' } });
    expect([status, body.properties]).toEqual([201, { [name]: 'mine' }]);
  }
  expect(Reflect.get({}, 'owned')).toBeUndefined();
});

test('a field that nobody may set is refused by name', async () => {
  for (const field of ['tenant', 'status', 'revision', 'createdAt', 'actor', 'links', '__proto__x', 'scopes']) {
    const { status, body } = await request('POST', '/api/v2/nodes', { title: 'Mass', [field]: 'x' });
    expect([status, body.errors?.[0]?.pointer], field).toEqual([400, `/${field}`]);
  }
});

test('a thousand and one notes at once are refused, and none is written', async () => {
  const before = (await request('GET', '/api/v2/graphs')).body.items[0].nodes;
  expect(
    (await request('POST', '/api/v2/nodes/bulk', { items: Array.from({ length: 1_001 }, (_, at) => ({ title: `Note ${at}` })) }))
      .status,
  ).toBe(400);
  expect((await request('GET', '/api/v2/graphs')).body.items[0].nodes).toBe(before);
});

test('after all that everything is there', async () => {
  const pool = createPool(app.databaseUrl, { size: 1 });
  const { rows } = await pool.query(`select count(*)::int as tables from information_schema.tables where table_schema = 'graph'`);
  await pool.end();
  expect(rows[0].tables).toBeGreaterThan(10);
  expect((await request('GET', `/api/v2/nodes/${note}`)).body).toMatchObject({ title: 'Here', content: 'before' });
  expect((await request('GET', '/health')).status).toBe(200);
});
