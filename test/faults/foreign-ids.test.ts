import { expect, test } from 'vitest';
import { discovery } from '#discovery/context';
import { startEngine } from '#discovery/worker/start';
import { graph } from '#graph/context';
import { createPool } from '#platform/postgres/pool';
import { sqlOn } from '#platform/postgres/sql';
import { tokens } from '#platform/token';
import { startApp } from '#testing/app';

const app = await startApp([graph, discovery(startEngine())]);
const { request } = app;
const pool = createPool(app.databaseUrl, { size: 1 });
const stranger = await tokens({ sql: sqlOn(pool), now: () => new Date() }).issue(
  { tenant: 'other', actor: 'stranger', scopes: ['*'] },
  'test',
);
await pool.end();
const asStranger = { authorization: `Bearer ${stranger}` };
const unknown = '018f0000-0000-7000-8000-00000000dead';

/** A body that the route takes, with the id in every place where a body may name one. */
const bodies: Readonly<Record<string, (id: string) => unknown>> = {
  'graph.createNode': (id) => ({ title: 'x', graph: id }),
  'graph.createNodes': (id) => ({ items: [{ title: 'x', graph: id }] }),
  'graph.replaceNode': () => ({ title: 'x' }),
  'graph.changeNode': () => ({ title: 'x' }),
  'graph.connectNodes': (id) => ({ source: id, target: id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0')) }),
  'graph.changeEdge': () => ({ weight: 0.5 }),
  'graph.changeGraph': () => ({ name: 'x' }),
};

/** What an answer says once the ids that were asked with, and what differs in every answer, are taken out. */
const said = (text: string, status: number, id: string): string =>
  `${status} ${text.replaceAll(id, '<id>').replaceAll(/"(correlation|instance|createdAt|updatedAt|requestedAt)":"[^"]*"/g, '')}`.replaceAll(
    /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g,
    '<other>',
  );

const home = async () => {
  const make = async (path: string, body: unknown) => (await request('POST', path, body)).body.id;
  const one = await make('/api/v2/nodes', { title: 'Mine' });
  const two = await make('/api/v2/nodes', { title: 'Mine too' });
  const ends = await make('/api/v2/edges', { source: one, target: two });
  const own = await make('/api/v2/graphs', { name: 'Mine' });
  const upload = await request('POST', '/api/v2/imports', '{"path":"a.md","content":"# A"}\n{"end":1}\n', {
    'content-type': 'application/x-ndjson',
  });
  return { node: one, edge: ends, graph: own, import: upload.body.id };
};
const ids = await home();

const operations = app.runtime.contexts.flatMap(({ rest }) =>
  Object.entries(rest).flatMap(([route, feature]) => {
    const [method = '', path = ''] = route.split(' ');
    return Object.entries(ids).map(([kind, id]) => ({ method, path, feature, kind, id: String(id) }));
  }),
);

const ask = (method: string, path: string, name: string, id: string) => {
  if (name === 'graph.importFolder')
    return request(method, `/api${path}?graph=${id}`, '{"path":"a.md","content":"# A"}\n{"end":1}\n', {
      ...asStranger,
      'content-type': 'application/x-ndjson',
    });
  const url = `/api${path.replaceAll(/:\w+/g, id)}${path.includes(':') || method !== 'GET' ? '' : `?graph=${id}&ids=${id}&q=mine`}`;
  const body = method === 'GET' || method === 'DELETE' ? undefined : (bodies[name]?.(id) ?? {});
  return request(method, url, body, { ...asStranger, 'if-match': '*' });
};

test.each(operations)(
  "$method $path with another tenant's $kind answers as for an id that nobody has",
  async ({ method, path, feature, id }) => {
    const foreign = await ask(method, path, feature.name, id);
    const nobodys = await ask(method, path, feature.name, unknown);
    expect(said(foreign.text, foreign.status, id)).toBe(said(nobodys.text, nobodys.status, unknown));
    expect(foreign.status).toBeLessThan(500);
  },
);

test('every route was asked, and what was asked for is still there and as it was', async () => {
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBeGreaterThan(30);
  for (const [path, title] of [
    [`/api/v2/nodes/${ids.node}`, 'Mine'],
    [`/api/v2/graphs/${ids.graph}`, 'Mine'],
  ] as const) {
    const { status, body } = await request('GET', path);
    expect([status, body.title ?? body.name, body.status]).toEqual([200, title, expect.stringMatching(/live|active|open/)]);
  }
  expect((await request('GET', `/api/v2/edges/${ids.edge}`)).status).toBe(200);
  expect((await request('GET', `/api/v2/imports/${ids.import}`)).status).toBe(200);
});
